"""Before and after beside each other: one picture twice, with the boxes of then and of now."""
