"""Texts that can be stored: of whole characters only.

A Python text can hold half a surrogate pair (U+D800 to U+DFFF), as files and other programs give
it. UTF-8 knows none, so sealing it would fail behind the person's back, when the edit is made.
"""


def whole_text(text: str) -> str:
    """Return the text with U+FFFD for each half of a character; two fitting halves become one."""
    if text.isascii():
        return text
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text
