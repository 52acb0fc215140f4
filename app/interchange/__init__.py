"""Annotations from and to the files of other programs. No Qt, no database, no keys."""
