"""What is covered of a picture, and who may uncover it."""
