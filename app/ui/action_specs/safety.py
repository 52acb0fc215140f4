"""What is masked, and looking behind it."""

from app.ui.action_specs.form import QT_TRANSLATE_NOOP, ActionSpec, Context, specs
from app.ui.action_specs.view import VIEW

SPECS: tuple[ActionSpec, ...] = specs(
    VIEW,
    Context.CLIP,
    (
        "masks.lift",
        QT_TRANSLATE_NOOP("Actions", "Lift the masks of this clip…"),
        "Ctrl+Shift+M",
        "eye",
    ),
    ("masks.restore", QT_TRANSLATE_NOOP("Actions", "Mask private objects again"), "", "eye-off"),
)
