"""Reviewing objects one by one."""
