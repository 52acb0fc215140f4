"""Playing."""

from app.ui.action_specs.form import QT_TRANSLATE_NOOP, ActionSpec, Context, specs

PLAYBACK = QT_TRANSLATE_NOOP("Actions", "Playback")

SPECS: tuple[ActionSpec, ...] = (
    *specs(
        PLAYBACK,
        Context.CLIP,
        ("play.toggle", QT_TRANSLATE_NOOP("Actions", "Play or pause"), "Space", "play"),
        (
            "play.backwards",
            QT_TRANSLATE_NOOP("Actions", "Play backwards"),
            "Shift+Space",
            "rewind",
        ),
        ("play.slower", QT_TRANSLATE_NOOP("Actions", "Slower"), "[", ""),
        ("play.faster", QT_TRANSLATE_NOOP("Actions", "Faster"), "]", ""),
        ("play.normal", QT_TRANSLATE_NOOP("Actions", "Normal speed"), "Backspace", "gauge"),
        ("play.sound", QT_TRANSLATE_NOOP("Actions", "Sound"), "Shift+M", "volume-2"),
        ("loop.in", QT_TRANSLATE_NOOP("Actions", "Loop from this frame"), "I", ""),
        ("loop.out", QT_TRANSLATE_NOOP("Actions", "Loop to this frame"), "Shift+I", ""),
        ("loop.toggle", QT_TRANSLATE_NOOP("Actions", "Loop on or off"), "Alt+I", "repeat"),
        checkable=("loop.toggle", "play.sound"),
    ),
)
