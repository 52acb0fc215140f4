"""Which frames a clip has: numbered from its packets, by decoding only in doubt."""
