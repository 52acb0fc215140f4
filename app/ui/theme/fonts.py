"""Inter, bundled, so that the window looks the same on every machine."""

from enum import StrEnum

from PySide6.QtGui import QFont, QFontDatabase

from app.ui.theme.tokens import Tokens
from resources import resource_path

_FILES = ("Inter-Regular.otf", "Inter-Medium.otf", "Inter-SemiBold.otf")


class FontRole(StrEnum):
    """The type scale."""

    BODY = "body"
    SMALL = "small"
    TINY = "tiny"
    TITLE = "title"


def register_fonts() -> None:
    """Make the bundled files known to Qt; needs a QGuiApplication.

    A file that Qt refuses is no reason not to start: the next family of the tokens serves.
    """
    for name in _FILES:
        QFontDatabase.addApplicationFont(str(resource_path("fonts", name)))


def build_font(
    tokens: Tokens, role: FontRole, *, bold: bool = False, tabular: bool = False
) -> QFont:
    """Return a font of the type scale.

    Args:
        tokens: the scheme's tokens.
        role: which size.
        bold: semi-bold, the heaviest weight that we ship.
        tabular: figures of equal width, for numbers that change in place or stand in columns.
    """
    font = QFont(list(tokens.families))
    font.setPixelSize(tokens.type_px[role.value])
    heavy = bold or role is FontRole.TITLE
    font.setWeight(QFont.Weight.DemiBold if heavy else QFont.Weight.Normal)
    # Hinting would snap stems of these sizes to whole pixels and make the weights look alike.
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if tabular:
        font.setFeature(QFont.Tag("tnum"), 1)
    return font
