"""The queue of work: which clip comes next, and handing one in."""

from app.ui.action_specs.form import QT_TRANSLATE_NOOP, ActionSpec, Context, specs

QUEUE = QT_TRANSLATE_NOOP("Actions", "Work")

SPECS: tuple[ActionSpec, ...] = (
    *specs(
        QUEUE,
        Context.PROJECT,
        ("queue.next", QT_TRANSLATE_NOOP("Actions", "My next clip"), "Ctrl+PgDown", ""),
    ),
    *specs(
        QUEUE,
        Context.CLIP,
        ("queue.take", QT_TRANSLATE_NOOP("Actions", "Assign the clip to me"), "", ""),
        # The first is what people call the key; Qt tells the two of a keyboard apart.
        (
            "queue.submit",
            QT_TRANSLATE_NOOP("Actions", "Hand in the clip…"),
            "Ctrl+Enter Ctrl+Return",
            "check",
        ),
        ("queue.next_finding", QT_TRANSLATE_NOOP("Actions", "Next thing to check"), "F4", ""),
        (
            "queue.previous_finding",
            QT_TRANSLATE_NOOP("Actions", "Previous thing to check"),
            "Shift+F4",
            "",
        ),
        repeats=("queue.next_finding", "queue.previous_finding"),
    ),
)
