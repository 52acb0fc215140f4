"""Assistance on this machine, and what becomes of its suggestions."""

from app.ui.action_specs.form import QT_TRANSLATE_NOOP, ActionSpec, Context, specs

ASSIST = QT_TRANSLATE_NOOP("Actions", "Assistance")

SPECS: tuple[ActionSpec, ...] = (
    *specs(
        ASSIST,
        Context.ANNOTATE,
        ("assist.track_on", QT_TRANSLATE_NOOP("Actions", "Auto-track forward"), "T", "spline"),
        ("assist.track_back", QT_TRANSLATE_NOOP("Actions", "Auto-track back"), "Shift+T", ""),
        ("assist.suggest", QT_TRANSLATE_NOOP("Actions", "Suggest boxes…"), "Ctrl+T", "search"),
        ("suggestion.reject", QT_TRANSLATE_NOOP("Actions", "Reject suggestion"), "X", "x"),
        (
            "suggestion.accept_all",
            QT_TRANSLATE_NOOP("Actions", "Accept all suggestions shown"),
            "Shift+A",
            "",
        ),
        (
            "suggestion.reject_all",
            QT_TRANSLATE_NOOP("Actions", "Reject all suggestions shown"),
            "Shift+X",
            "",
        ),
    ),
    *specs(
        ASSIST,
        Context.CLIP,
        ("suggestion.next", QT_TRANSLATE_NOOP("Actions", "Next suggestion"), "Alt+Down", ""),
        (
            "suggestion.previous",
            QT_TRANSLATE_NOOP("Actions", "Previous suggestion"),
            "Alt+Up",
            "",
        ),
    ),
)
