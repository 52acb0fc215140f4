"""Tools."""

from app.ui.action_specs.form import QT_TRANSLATE_NOOP, ActionSpec, Context, specs

DRAW = QT_TRANSLATE_NOOP("Actions", "Draw")

SPECS: tuple[ActionSpec, ...] = (
    *specs(
        DRAW,
        Context.ANNOTATE,
        ("draw.select", QT_TRANSLATE_NOOP("Actions", "Select and move"), "", "mouse-pointer-2"),
        ("draw.track", QT_TRANSLATE_NOOP("Actions", "New track"), "N W", "spline"),
        ("draw.box", QT_TRANSLATE_NOOP("Actions", "New single-frame box"), "Shift+N", "square"),
    ),
)
