"""Transfers, shown: the panel that lists them and the strip that sums them up."""
