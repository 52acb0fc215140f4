"""The lanes of the timeline: how they are laid out, and the keyframes chosen on them."""

from app.ui.action_specs.form import QT_TRANSLATE_NOOP, ActionSpec, Context, specs

TIMELINE = QT_TRANSLATE_NOOP("Actions", "Timeline")

SPECS: tuple[ActionSpec, ...] = (
    *specs(
        TIMELINE,
        Context.CLIP,
        ("timeline.focus", QT_TRANSLATE_NOOP("Actions", "Go to the timeline"), "Alt+T", ""),
        (
            "timeline.choose_all",
            QT_TRANSLATE_NOOP("Actions", "Select all keyframes of the track"),
            "Ctrl+Alt+A",
            "",
        ),
        (
            "timeline.by_number",
            QT_TRANSLATE_NOOP("Actions", "Sort lanes by number"),
            "",
            "",
        ),
        ("timeline.by_start", QT_TRANSLATE_NOOP("Actions", "Sort lanes by first frame"), "", ""),
        ("timeline.by_label", QT_TRANSLATE_NOOP("Actions", "Sort lanes by label"), "", ""),
        (
            "timeline.by_touched",
            QT_TRANSLATE_NOOP("Actions", "Sort lanes by last change"),
            "",
            "",
        ),
        ("timeline.group", QT_TRANSLATE_NOOP("Actions", "Group lanes by label"), "", ""),
        ("timeline.collapse", QT_TRANSLATE_NOOP("Actions", "Collapse all groups"), "", ""),
        ("timeline.expand", QT_TRANSLATE_NOOP("Actions", "Expand all groups"), "", ""),
        (
            "timeline.here_only",
            QT_TRANSLATE_NOOP("Actions", "Only lanes with a box on this frame"),
            "",
            "",
        ),
        ("timeline.narrow", QT_TRANSLATE_NOOP("Actions", "Narrow lanes"), "", ""),
        checkable=(
            "timeline.by_number",
            "timeline.by_start",
            "timeline.by_label",
            "timeline.by_touched",
            "timeline.group",
            "timeline.here_only",
            "timeline.narrow",
        ),
    ),
    *specs(
        TIMELINE,
        Context.ANNOTATE,
        (
            "timeline.earlier",
            QT_TRANSLATE_NOOP("Actions", "Selected keyframes one frame earlier"),
            "Alt+Shift+Left",
            "",
        ),
        (
            "timeline.later",
            QT_TRANSLATE_NOOP("Actions", "Selected keyframes one frame later"),
            "Alt+Shift+Right",
            "",
        ),
        (
            "timeline.delete_keys",
            QT_TRANSLATE_NOOP("Actions", "Delete the selected keyframes"),
            "",
            "",
        ),
        repeats=("timeline.earlier", "timeline.later"),
    ),
)
