"""The controllers behind the window: they join its parts to the project, and hold no widgets.

Each has one thing to look after: the project, the open clip, imports, labels, actions.
"""
