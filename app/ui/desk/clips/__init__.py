"""Desks of the list of clips: what is in it, imports, transfers, copies."""
