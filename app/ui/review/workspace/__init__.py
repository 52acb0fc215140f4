"""The room itself: the column of panels at the right, the rail over the picture."""
