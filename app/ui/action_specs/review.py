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
)
