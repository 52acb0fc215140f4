"""How sizes are written, in the whole window: in units of 1000, as file managers show them."""

from PySide6.QtCore import QLocale


def size_text(size_bytes: float) -> str:
    """Write a number of bytes: `40.1 MB`."""
    return QLocale().formattedDataSize(
        round(size_bytes), 1, QLocale.DataSizeFormat.DataSizeSIFormat
    )
