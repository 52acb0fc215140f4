"""The use cases of review: verdicts, issues, comparison, quality."""
