"""Which objects are shown, and boxes in all clips."""

from app.ui.action_specs.form import QT_TRANSLATE_NOOP, ActionSpec, Context, specs

FILTERS = QT_TRANSLATE_NOOP("Actions", "Filter and search")

SPECS: tuple[ActionSpec, ...] = (
    *specs(
        FILTERS,
        Context.CLIP,
        (
            "objects.filter",
            QT_TRANSLATE_NOOP("Actions", "Filter the objects"),
            "Ctrl+Shift+F /",
            "list-filter",
        ),
        (
            "objects.filter_clear",
            QT_TRANSLATE_NOOP("Actions", "Show all objects"),
            "Ctrl+/",
            "",
        ),
    ),
    *specs(
        FILTERS,
        Context.PROJECT,
        (
            "boxes.find",
            QT_TRANSLATE_NOOP("Actions", "Find boxes in all clips…"),
            "Ctrl+Alt+F",
            "search",
        ),
    ),
)
