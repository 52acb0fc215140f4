"""A list of places in a clip that somebody walks through: suspects, findings."""
