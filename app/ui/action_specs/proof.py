"""Proofreading identities: where tracks begin, end, jump."""

from app.ui.action_specs.form import QT_TRANSLATE_NOOP, ActionSpec, Context, specs

PROOF = QT_TRANSLATE_NOOP("Actions", "Proofread")

SPECS: tuple[ActionSpec, ...] = (
    *specs(
        PROOF,
        Context.CLIP,
        (
            "proof.suspects",
            QT_TRANSLATE_NOOP("Actions", "List suspect places"),
            "Ctrl+Shift+P",
            "search",
        ),
        ("proof.next", QT_TRANSLATE_NOOP("Actions", "Next suspect place"), "Y", ""),
        ("proof.previous", QT_TRANSLATE_NOOP("Actions", "Previous suspect place"), "Shift+Y", ""),
        ("proof.next_start", QT_TRANSLATE_NOOP("Actions", "Next track start"), "J", ""),
        (
            "proof.previous_start",
            QT_TRANSLATE_NOOP("Actions", "Previous track start"),
            "Shift+J",
            "",
        ),
        ("proof.next_end", QT_TRANSLATE_NOOP("Actions", "Next track end"), "Alt+J", ""),
        (
            "proof.previous_end",
            QT_TRANSLATE_NOOP("Actions", "Previous track end"),
            "Alt+Shift+J",
            "",
        ),
        checkable=("proof.suspects",),
        repeats=("proof.next", "proof.previous"),
    ),
)
