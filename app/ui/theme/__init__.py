"""How Safelight looks: `theme` is the one in force, shared by all widgets.

    from app.ui.theme import theme

    painter.setPen(theme.color("line"))
    label.setFont(theme.font("small", tabular=True))
    theme.set_icon(button, "lock")
    theme.changed.connect(self.update)

It is a module-wide object because the palette, the stylesheet and the fonts of a QApplication are
as well: there is never a second one.
"""

from app.ui.theme.fonts import FontRole
from app.ui.theme.live_theme import Theme, ThemeMode

theme = Theme()

__all__ = ["FontRole", "Theme", "ThemeMode", "theme"]
