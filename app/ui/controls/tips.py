"""Tooltips that say what people wrote, and never read it as markup.

Qt takes a tooltip that looks like HTML for HTML: somebody's words could look like the program's, or
have a file opened that they name.
"""

from html import escape

from PySide6.QtGui import Qt


def plain_tip(text: str) -> str:
    """Return a tooltip that shows a text as it stands."""
    if not Qt.mightBeRichText(text):
        return text
    return f"<qt>{escape(text).replace(chr(10), '<br>')}</qt>"
