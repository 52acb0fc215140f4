"""Who works here, what they may, what is theirs to do, what is done."""
