"""The labels of a project: read, changed as a schema, drafted."""
