"""Reviewing: who may do what, the way of a clip, issues, verdicts. Each file one idea.

- `rights`, `person`: pure. `people`, `issues`…: the rows of one table, through `StoreAccess`.
- Rights are asked in the session, not here: rows say what was done, not who may.
"""
