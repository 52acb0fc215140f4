"""Labels by their digits."""

from app.ui.action_specs.form import QT_TRANSLATE_NOOP, ActionSpec, Context, specs

LABELS = QT_TRANSLATE_NOOP("Actions", "Labels")

_CHOOSE = QT_TRANSLATE_NOOP("Actions", "Draw with label {0}")
_GIVE = QT_TRANSLATE_NOOP("Actions", "Give label {0} to the selection")

# By their labels' names, once these are known.
CHOOSE_BY_NAME = QT_TRANSLATE_NOOP("Actions", "Draw with label: {0}")
GIVE_BY_NAME = QT_TRANSLATE_NOOP("Actions", "Give the selection the label: {0}")

SPECS: tuple[ActionSpec, ...] = (
    *specs(
        LABELS,
        Context.PROJECT,
        ("labels.edit", QT_TRANSLATE_NOOP("Actions", "Edit labels…"), "Ctrl+Shift+L", "tag"),
    ),
    *specs(
        LABELS,
        Context.ANNOTATE,
        ("labels.tell", QT_TRANSLATE_NOOP("Actions", "Attribute mode"), "Alt+A", "list"),
        checkable=("labels.tell",),
    ),
    *specs(
        LABELS,
        Context.ANNOTATE,
        *((f"label.choose_{n}", _CHOOSE, f"{n}", "tag") for n in range(1, 10)),
        *((f"label.give_{n}", _GIVE, f"Ctrl+{n}", "tag") for n in range(1, 10)),
    ),
)
