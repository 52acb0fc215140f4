"""Reviewing: the workspace, and the issues in a clip.

What belongs to `Context.REVIEW` may have the key of something that changes boxes: the two are
never there at the same time.
"""

from app.ui.action_specs.form import QT_TRANSLATE_NOOP, ActionSpec, Context, specs

REVIEW = QT_TRANSLATE_NOOP("Actions", "Review")

SPECS: tuple[ActionSpec, ...] = (
    *specs(
        REVIEW,
        Context.PROJECT,
        (
            "workspace.switch",
            QT_TRANSLATE_NOOP("Actions", "Switch between Annotate and Review"),
            "F7",
            "repeat",
        ),
    ),
    *specs(
        REVIEW,
        Context.CLIP,
        ("issue.next", QT_TRANSLATE_NOOP("Actions", "Next issue"), "F8", "flag"),
        ("issue.previous", QT_TRANSLATE_NOOP("Actions", "Previous issue"), "Shift+F8", ""),
        (
            "issue.undo",
            QT_TRANSLATE_NOOP("Actions", "Take back the last step of an issue"),
            "Alt+F8",
            "undo-2",
        ),
        ("issue.list", QT_TRANSLATE_NOOP("Actions", "Go to the list of issues"), "Ctrl+U", "list"),
        ("issue.resolved", QT_TRANSLATE_NOOP("Actions", "Show resolved issues"), "", ""),
        checkable=("issue.resolved",),
    ),
    *specs(
        REVIEW,
        Context.ANNOTATE,
        (
            "issue.fix",
            QT_TRANSLATE_NOOP("Actions", "Mark the issue as fixed"),
            "Ctrl+F8",
            "check",
        ),
    ),
    *specs(
        REVIEW,
        Context.REVIEW,
        ("issue.report", QT_TRANSLATE_NOOP("Actions", "Report an issue"), "N", "flag"),
        ("issue.resolve", QT_TRANSLATE_NOOP("Actions", "Resolve the issue"), "Ctrl+F8", "check"),
        (
            "issue.reopen",
            QT_TRANSLATE_NOOP("Actions", "Reopen the issue"),
            "Ctrl+Shift+F8",
            "rotate-ccw",
        ),
    ),
)
