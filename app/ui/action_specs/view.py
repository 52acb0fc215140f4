"""How things are shown."""

from app.ui.action_specs.form import QT_TRANSLATE_NOOP, ActionSpec, Context, specs

VIEW = QT_TRANSLATE_NOOP("Actions", "View")

SPECS: tuple[ActionSpec, ...] = (
    *specs(
        VIEW,
        Context.CLIP,
        ("view.fit", QT_TRANSLATE_NOOP("Actions", "Fit the frame"), "Z", "maximize"),
        ("view.actual", QT_TRANSLATE_NOOP("Actions", "Actual pixels (100 %)"), "Shift+Z", ""),
        (
            "view.selection",
            QT_TRANSLATE_NOOP("Actions", "Zoom to the selection"),
            "Alt+Z",
            "zoom-in",
        ),
        ("view.diagnostics", QT_TRANSLATE_NOOP("Actions", "Diagnostics"), "F12", "gauge"),
        checkable=("view.diagnostics",),
    ),
    *specs(
        VIEW,
        Context.PROJECT,
        (
            "view.transfers",
            QT_TRANSLATE_NOOP("Actions", "Show transfers"),
            "Ctrl+J",
            "arrow-down-up",
        ),
        ("view.clips", QT_TRANSLATE_NOOP("Actions", "Clips panel"), "", "panel-left"),
        ("view.objects", QT_TRANSLATE_NOOP("Actions", "Objects panel"), "", "list"),
        ("view.inspector", QT_TRANSLATE_NOOP("Actions", "Inspector panel"), "", "panel-right"),
        ("view.timeline", QT_TRANSLATE_NOOP("Actions", "Timeline"), "", "panel-bottom"),
        ("view.strips", QT_TRANSLATE_NOOP("Actions", "Motion and pictures"), "", "film"),
        ("view.arrange", QT_TRANSLATE_NOOP("Actions", "Arrange panels"), "", "move"),
        ("view.reset", QT_TRANSLATE_NOOP("Actions", "Panels to their places"), "", ""),
        checkable=(
            "view.clips",
            "view.objects",
            "view.inspector",
            "view.timeline",
            "view.strips",
            "view.arrange",
        ),
    ),
    *specs(
        VIEW,
        Context.ALWAYS,
        ("view.full_screen", QT_TRANSLATE_NOOP("Actions", "Full screen"), "F11", "maximize"),
        ("view.dark", QT_TRANSLATE_NOOP("Actions", "Dark theme"), "", "moon"),
        ("view.light", QT_TRANSLATE_NOOP("Actions", "Light theme"), "", "sun"),
        ("view.system", QT_TRANSLATE_NOOP("Actions", "Theme of the system"), "", "monitor"),
        checkable=("view.full_screen",),
    ),
)
