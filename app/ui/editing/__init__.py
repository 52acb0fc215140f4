"""The hand on the annotation: what is edited, selected, undone."""
