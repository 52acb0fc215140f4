"""Clips side by side."""

from app.ui.action_specs.form import QT_TRANSLATE_NOOP, ActionSpec, Context, specs

CAMERAS = QT_TRANSLATE_NOOP("Actions", "Side by side")

SPECS: tuple[ActionSpec, ...] = (
    *specs(
        CAMERAS,
        Context.CLIP,
        (
            "cameras.add",
            QT_TRANSLATE_NOOP("Actions", "Show a clip beside this one…"),
            "B",
            "layout-grid",
        ),
        (
            "cameras.frame_back",
            QT_TRANSLATE_NOOP("Actions", "Camera one frame earlier"),
            "Alt+,",
            "chevron-left",
        ),
        (
            "cameras.frame_on",
            QT_TRANSLATE_NOOP("Actions", "Camera one frame later"),
            "Alt+.",
            "chevron-right",
        ),
        (
            "cameras.ms_back",
            QT_TRANSLATE_NOOP("Actions", "Camera 100 ms earlier"),
            "Ctrl+Alt+,",
            "chevron-left",
        ),
        (
            "cameras.ms_on",
            QT_TRANSLATE_NOOP("Actions", "Camera 100 ms later"),
            "Ctrl+Alt+.",
            "chevron-right",
        ),
        (
            "cameras.reset",
            QT_TRANSLATE_NOOP("Actions", "Camera without offset"),
            "Alt+0",
            "rotate-ccw",
        ),
        (
            "cameras.hold",
            QT_TRANSLATE_NOOP("Actions", "Hold camera, then same moment"),
            "Alt+B",
            "clock",
        ),
        (
            "cameras.swap",
            QT_TRANSLATE_NOOP("Actions", "Swap the camera with the main picture"),
            "",
            "arrow-down-up",
        ),
        ("cameras.close", QT_TRANSLATE_NOOP("Actions", "Close this camera"), "", "x"),
        ("cameras.close_all", QT_TRANSLATE_NOOP("Actions", "Close all cameras"), "Shift+B", "x"),
        repeats=("cameras.frame_", "cameras.ms_"),
    ),
)
