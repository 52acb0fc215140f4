"""The audit log at the window: who did what, and whether it is still what was written."""
