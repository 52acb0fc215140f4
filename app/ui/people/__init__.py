"""People in the window: who works here, what they may do, whose the clips are, a clip's steps."""
