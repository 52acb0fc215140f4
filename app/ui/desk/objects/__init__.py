"""Desks of what is drawn: editing, labels, attributes, assistance, search."""
