"""Tools."""

from app.ui.action_specs.form import QT_TRANSLATE_NOOP, ActionSpec, Context, specs

DRAW = QT_TRANSLATE_NOOP("Actions", "Draw")

SPECS: tuple[ActionSpec, ...] = (
    *specs(
        DRAW,
        Context.ANNOTATE,
        ("draw.select", QT_TRANSLATE_NOOP("Actions", "Select and move"), "", "mouse-pointer-2"),
        ("draw.repeat", QT_TRANSLATE_NOOP("Actions", "New box, as the last one"), "N W", "plus"),
        ("draw.track", QT_TRANSLATE_NOOP("Actions", "New track"), "Alt+N", "spline"),
        ("draw.box", QT_TRANSLATE_NOOP("Actions", "New single-frame box"), "Shift+N", "square"),
        ("draw.extremes", QT_TRANSLATE_NOOP("Actions", "Draw by four extreme points"), "", ""),
        checkable=("draw.extremes",),
    ),
    *specs(
        DRAW,
        Context.CLIP,
        ("draw.select_all", QT_TRANSLATE_NOOP("Actions", "Select all on this frame"), "Ctrl+A", ""),
    ),
)
