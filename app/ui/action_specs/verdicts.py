"""Judging: the clip, one object after another, samples of it, and what a correction changed."""

from app.ui.action_specs.form import QT_TRANSLATE_NOOP, ActionSpec, Context, specs

VERDICTS = QT_TRANSLATE_NOOP("Actions", "Verdicts")

SPECS: tuple[ActionSpec, ...] = specs(
    VERDICTS,
    Context.REVIEW,
    ("verdict.accept", QT_TRANSLATE_NOOP("Actions", "Accept"), "A", "check"),
    ("verdict.reject", QT_TRANSLATE_NOOP("Actions", "Reject…"), "X", "x"),
    (
        "verdict.accept_selected",
        QT_TRANSLATE_NOOP("Actions", "Accept the selected objects"),
        "Shift+A",
        "",
    ),
    (
        "verdict.reject_selected",
        QT_TRANSLATE_NOOP("Actions", "Reject the selected objects…"),
        "Shift+X",
        "",
    ),
    (
        "verdict.accept_frame",
        QT_TRANSLATE_NOOP("Actions", "Accept all objects in this frame"),
        "Alt+A",
        "",
    ),
    (
        "verdict.accept_rest",
        QT_TRANSLATE_NOOP("Actions", "Accept all objects that are left…"),
        "",
        "",
    ),
    (
        "verdict.undo",
        QT_TRANSLATE_NOOP("Actions", "Take back the last verdict"),
        "Alt+X",
        "undo-2",
    ),
    ("single.toggle", QT_TRANSLATE_NOOP("Actions", "Review objects one by one"), "T", "layers"),
    ("single.next", QT_TRANSLATE_NOOP("Actions", "Next object to review"), "Down", ""),
    ("single.previous", QT_TRANSLATE_NOOP("Actions", "Previous object to review"), "Up", ""),
    (
        "single.unjudged",
        QT_TRANSLATE_NOOP("Actions", "Unjudged objects first"),
        "U",
        "",
    ),
    ("single.leave", QT_TRANSLATE_NOOP("Actions", "Leave the review of objects"), "Esc", ""),
    (
        "sampling.toggle",
        QT_TRANSLATE_NOOP("Actions", "Review samples of the clip"),
        "Shift+T",
        "",
    ),
    ("sampling.next", QT_TRANSLATE_NOOP("Actions", "Next sample"), "S", ""),
    ("sampling.previous", QT_TRANSLATE_NOOP("Actions", "Previous sample"), "Shift+S", ""),
    ("rounds.show", QT_TRANSLATE_NOOP("Actions", "Show the round before"), "O", "history"),
    ("rounds.hold", QT_TRANSLATE_NOOP("Actions", "The round before alone (hold)"), "Q", ""),
    ("rounds.next", QT_TRANSLATE_NOOP("Actions", "Next object that was changed"), "K", ""),
    (
        "rounds.previous",
        QT_TRANSLATE_NOOP("Actions", "Previous object that was changed"),
        "Shift+K",
        "",
    ),
    checkable=("single.toggle", "single.unjudged", "sampling.toggle", "rounds.show"),
    repeats=(
        "single.next",
        "single.previous",
        "sampling.next",
        "sampling.previous",
        "rounds.next",
        "rounds.previous",
    ),
)
