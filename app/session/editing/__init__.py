"""An edit's way: memory, journal, database; and back as history."""
