"""How things are shown."""

from app.ui.action_specs.form import QT_TRANSLATE_NOOP, ActionSpec, Context, specs

VIEW = QT_TRANSLATE_NOOP("Actions", "View")

SPECS: tuple[ActionSpec, ...] = (
    *specs(
        VIEW,
        Context.CLIP,
        ("view.fit", QT_TRANSLATE_NOOP("Actions", "Fit the frame"), "Z", "maximize"),
        ("view.actual", QT_TRANSLATE_NOOP("Actions", "Actual pixels (100 %)"), "Shift+Z", ""),
        ("view.zoom_in", QT_TRANSLATE_NOOP("Actions", "Zoom in"), "Ctrl++ Ctrl+=", ""),
        ("view.zoom_out", QT_TRANSLATE_NOOP("Actions", "Zoom out"), "Ctrl+-", ""),
        (
            "view.selection",
            QT_TRANSLATE_NOOP("Actions", "Zoom to the selection"),
            "Alt+Z",
            "zoom-in",
        ),
        ("view.follow", QT_TRANSLATE_NOOP("Actions", "Follow the selected track"), "Shift+F", ""),
        ("view.lens", QT_TRANSLATE_NOOP("Actions", "Magnifier, while held"), "G", "search"),
        ("view.corner_lens", QT_TRANSLATE_NOOP("Actions", "Magnifier while resizing"), "", ""),
        (
            "view.peek_previous",
            QT_TRANSLATE_NOOP("Actions", "See the previous keyframe, while held"),
            "Shift+E",
            "skip-back",
        ),
        (
            "view.peek_next",
            QT_TRANSLATE_NOOP("Actions", "See the next keyframe, while held"),
            "Shift+R",
            "skip-forward",
        ),
        ("view.picture", QT_TRANSLATE_NOOP("Actions", "Adjust the picture"), "Ctrl+Shift+B", ""),
        ("view.picture_night", QT_TRANSLATE_NOOP("Actions", "Picture: night"), "", "moon"),
        ("view.picture_haze", QT_TRANSLATE_NOOP("Actions", "Picture: haze"), "", "cloud"),
        (
            "view.picture_reset",
            QT_TRANSLATE_NOOP("Actions", "Picture as recorded"),
            "Ctrl+Alt+0",
            "rotate-ccw",
        ),
        (
            "view.picture_compare",
            QT_TRANSLATE_NOOP("Actions", "Picture as recorded, while held"),
            "\\",
            "eye",
        ),
        ("view.diagnostics", QT_TRANSLATE_NOOP("Actions", "Diagnostics"), "F12", "gauge"),
        checkable=("view.follow", "view.corner_lens", "view.picture", "view.diagnostics"),
        repeats=("view.zoom_",),
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
        ("view.history", QT_TRANSLATE_NOOP("Actions", "History panel"), "Ctrl+H", "history"),
        ("view.timeline", QT_TRANSLATE_NOOP("Actions", "Timeline"), "", "panel-bottom"),
        ("view.strips", QT_TRANSLATE_NOOP("Actions", "Motion and pictures"), "", "film"),
        ("view.arrange", QT_TRANSLATE_NOOP("Actions", "Arrange panels"), "", "move"),
        ("view.reset", QT_TRANSLATE_NOOP("Actions", "Panels to their places"), "", ""),
        checkable=(
            "view.clips",
            "view.objects",
            "view.inspector",
            "view.history",
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
