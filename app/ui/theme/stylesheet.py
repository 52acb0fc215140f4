"""The stylesheet of a scheme: `resources/styles/safelight.qss` with the tokens filled in."""

from string import Template

from app.ui.theme.tokens import Tokens
from resources import resource_path


def mix(front: str, back: str, share: float) -> str:
    """Return `share` of the colour `front` over `back`; all are `#RRGGBB`, share is 0 to 1."""
    pairs = zip(bytes.fromhex(front[1:]), bytes.fromhex(back[1:]), strict=True)
    return "#" + "".join(f"{round(a * share + b * (1 - share)):02X}" for a, b in pairs)


def build_stylesheet(tokens: Tokens) -> str:
    """Return the stylesheet for the whole application.

    Shades that the token file does not state are mixed from those that it does, so that they
    stay right when a token changes.

    Raises:
        KeyError: when the stylesheet names a token that does not exist.
    """
    colors = tokens.colors
    edge = mix(colors["faint"], colors["line"], 0.35)
    derived = {
        "edge": edge,
        # A chosen row is told from one that the mouse is over.
        "chosen": mix(edge, colors["hover"], 0.35),
        "accenthover": mix("#FFFFFF", colors["accent"], 0.14),
        "accentpressed": mix("#000000", colors["accent"], 0.12),
        "accentedge": mix(colors["accent"], colors["accentbg"], 0.35),
        "okbg": mix(colors["ok"], colors["panel"], 0.14),
        "badbg": mix(colors["bad"], colors["panel"], 0.14),
        "control": str(tokens.control_radius_px),
        "card": str(tokens.card_radius_px),
        # Qt's stylesheets tint no image, so the few marks that they draw are shipped per scheme.
        "marks": resource_path("styles", tokens.scheme.value).as_posix(),
    }
    source = resource_path("styles", "safelight.qss").read_text(encoding="utf-8")
    return Template(source).substitute({**colors, **derived})
