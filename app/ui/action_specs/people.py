"""People: who works on the project, whose the clips are, and the way of a clip."""

from app.ui.action_specs.form import QT_TRANSLATE_NOOP, ActionSpec, Context, specs

PEOPLE = QT_TRANSLATE_NOOP("Actions", "People")

SPECS: tuple[ActionSpec, ...] = (
    *specs(
        PEOPLE,
        Context.PROJECT,
        ("people.show", QT_TRANSLATE_NOOP("Actions", "People and rules…"), "", ""),
        ("people.assign", QT_TRANSLATE_NOOP("Actions", "Assign clips…"), "Ctrl+Shift+A", ""),
    ),
    *specs(
        PEOPLE,
        Context.CLIP,
        (
            "clip.steps",
            QT_TRANSLATE_NOOP("Actions", "History of this clip…"),
            "Ctrl+Shift+H",
            "history",
        ),
        (
            "clip.reopen",
            QT_TRANSLATE_NOOP("Actions", "Reopen the clip"),
            "Ctrl+Shift+R",
            "rotate-ccw",
        ),
        ("clip.take_back", QT_TRANSLATE_NOOP("Actions", "Take back what I handed in"), "", ""),
    ),
)
