"""Going to frames and clips."""

from app.ui.action_specs.form import QT_TRANSLATE_NOOP, ActionSpec, Context, specs

STEPS = QT_TRANSLATE_NOOP("Actions", "Go to")

SPECS: tuple[ActionSpec, ...] = (
    *specs(
        STEPS,
        Context.CLIP,
        ("frame.next", QT_TRANSLATE_NOOP("Actions", "Next frame"), "F Right .", "chevron-right"),
        (
            "frame.previous",
            QT_TRANSLATE_NOOP("Actions", "Previous frame"),
            "D Left ,",
            "chevron-left",
        ),
        ("frame.forward_10", QT_TRANSLATE_NOOP("Actions", "10 frames forward"), "V", ""),
        ("frame.back_10", QT_TRANSLATE_NOOP("Actions", "10 frames back"), "C", ""),
        ("frame.first", QT_TRANSLATE_NOOP("Actions", "First frame"), "Home", "skip-back"),
        ("frame.last", QT_TRANSLATE_NOOP("Actions", "Last frame"), "End", "skip-forward"),
        ("frame.ask", QT_TRANSLATE_NOOP("Actions", "Go to a frame or time…"), "`", "clock"),
        ("keyframe.next", QT_TRANSLATE_NOOP("Actions", "Next keyframe"), "R", ""),
        ("keyframe.previous", QT_TRANSLATE_NOOP("Actions", "Previous keyframe"), "E", ""),
        ("annotated.next", QT_TRANSLATE_NOOP("Actions", "Next frame with boxes"), "Alt+Right", ""),
        (
            "annotated.previous",
            QT_TRANSLATE_NOOP("Actions", "Previous frame with boxes"),
            "Alt+Left",
            "",
        ),
        repeats=("frame.", "keyframe.", "annotated."),
    ),
    *specs(
        STEPS,
        Context.PROJECT,
        ("clip.next", QT_TRANSLATE_NOOP("Actions", "Next clip"), "PgDown", ""),
        ("clip.previous", QT_TRANSLATE_NOOP("Actions", "Previous clip"), "PgUp", ""),
    ),
)
