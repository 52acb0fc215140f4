"""The command palette: a few letters lead to any action or clip."""
