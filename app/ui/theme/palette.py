"""The QPalette of a scheme.

Fusion draws from it whatever the stylesheet leaves alone, so each role is set: one that is
forgotten would show the desktop's own colour in the middle of ours.
"""

from PySide6.QtGui import QColor, QPalette

from app.ui.theme.tokens import Tokens

_Role = QPalette.ColorRole

_ROLES: dict[QPalette.ColorRole, str] = {
    _Role.Window: "panel",
    _Role.WindowText: "text",
    _Role.Base: "bg",
    _Role.AlternateBase: "panel",
    _Role.Text: "text",
    _Role.PlaceholderText: "faint",
    _Role.Button: "raised",
    _Role.ButtonText: "text",
    _Role.BrightText: "bad",
    _Role.ToolTipBase: "raised",
    _Role.ToolTipText: "text",
    _Role.Highlight: "accentbg",
    _Role.HighlightedText: "text",
    _Role.Accent: "accent",
    _Role.Link: "accent",
    _Role.LinkVisited: "accent",
    _Role.Light: "hover",
    _Role.Midlight: "hover",
    _Role.Mid: "line",
    _Role.Dark: "line",
    _Role.Shadow: "canvas",
}

_DISABLED = (_Role.WindowText, _Role.Text, _Role.ButtonText, _Role.HighlightedText)


def build_palette(tokens: Tokens) -> QPalette:
    """Return the palette of `tokens`."""
    palette = QPalette()
    for role, name in _ROLES.items():
        palette.setColor(role, QColor(tokens.colors[name]))
    for role in _DISABLED:
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens.colors["faint"]))
    return palette
