"""The window's side of assistance: what is asked for, and what is said of it."""
