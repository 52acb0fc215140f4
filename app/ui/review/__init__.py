"""What reviewers see and do: a package for each idea."""
