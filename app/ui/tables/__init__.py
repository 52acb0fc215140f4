"""What the models of our tables have in common."""
