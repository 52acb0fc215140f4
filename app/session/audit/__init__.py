"""What an open project notes of itself, and what is made of that."""
