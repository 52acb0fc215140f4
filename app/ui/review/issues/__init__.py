"""Issues in the window: on the picture, on the timeline, in the list, and how one is reported."""
