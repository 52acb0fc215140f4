"""What is told to the person over the window and beside it: notes, problems, long work."""
