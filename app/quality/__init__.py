"""How far two annotations of one clip agree: figures, and the places where they do not.

Pure computing: no Qt, no database, no keys, no disk. What it returns holds labels and boxes in the
clear; whoever writes a report to a file does so because a person asked for it.
"""
