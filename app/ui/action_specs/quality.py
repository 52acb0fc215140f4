"""Comparing annotations, and how good they are."""

from app.ui.action_specs.form import QT_TRANSLATE_NOOP, ActionSpec, Context, specs

QUALITY = QT_TRANSLATE_NOOP("Actions", "Quality")

SPECS: tuple[ActionSpec, ...] = (
    *specs(
        QUALITY,
        Context.CLIP,
        ("compare.choose", QT_TRANSLATE_NOOP("Actions", "Compare with…"), "Ctrl+F3", "layers"),
        ("compare.next", QT_TRANSLATE_NOOP("Actions", "Next difference"), "F3", ""),
        ("compare.previous", QT_TRANSLATE_NOOP("Actions", "Previous difference"), "Shift+F3", ""),
        (
            "compare.show",
            QT_TRANSLATE_NOOP("Actions", "Show their boxes"),
            "Ctrl+Shift+F3",
            "",
        ),
        (
            "compare.beside",
            QT_TRANSLATE_NOOP("Actions", "Before and after, side by side"),
            "F5",
            "",
        ),
        (
            "compare.take_here",
            QT_TRANSLATE_NOOP("Actions", "Take theirs on this frame"),
            "Alt+F3",
            "",
        ),
        (
            "compare.take_whole",
            QT_TRANSLATE_NOOP("Actions", "Take their whole object"),
            "Alt+Shift+F3",
            "check",
        ),
        ("compare.end", QT_TRANSLATE_NOOP("Actions", "End the comparison"), "", "x"),
        (
            "quality.keep_truth",
            QT_TRANSLATE_NOOP("Actions", "Keep the clip as a truth…"),
            "",
            "",
        ),
        ("quality.keep_set", QT_TRANSLATE_NOOP("Actions", "Keep the clip as it is…"), "", ""),
        ("quality.import_set", QT_TRANSLATE_NOOP("Actions", "Bring in a truth…"), "", "import"),
        ("quality.honeypot", QT_TRANSLATE_NOOP("Actions", "Use as a test clip…"), "", ""),
        (
            "people.assign_again",
            QT_TRANSLATE_NOOP("Actions", "Give to a second annotator…"),
            "",
            "copy",
        ),
        checkable=("compare.show", "compare.beside"),
        repeats=("compare.next", "compare.previous"),
    ),
    *specs(
        QUALITY,
        Context.PROJECT,
        ("quality.show", QT_TRANSLATE_NOOP("Actions", "Quality…"), "F6", "gauge"),
    ),
)
