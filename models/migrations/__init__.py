"""The schema's revisions. Scripts import nothing of ours: a later model must not change them."""

KNOWN = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009", "0010")
"""All revisions, the oldest first. A schema that is not among them is from a newer version."""

HEAD = KNOWN[-1]
