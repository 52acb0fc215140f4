"""Changing boxes."""

from app.ui.action_specs.form import QT_TRANSLATE_NOOP, ActionSpec, Context, specs

EDIT = QT_TRANSLATE_NOOP("Actions", "Edit")

SPECS: tuple[ActionSpec, ...] = (
    *specs(
        EDIT,
        # A step leads to its clip, also when none is open.
        Context.PROJECT,
        ("edit.undo", QT_TRANSLATE_NOOP("Actions", "Undo"), "Ctrl+Z", "undo-2"),
        ("edit.redo", QT_TRANSLATE_NOOP("Actions", "Redo"), "Ctrl+Shift+Z Ctrl+Y", "redo-2"),
        repeats=("edit.",),
    ),
    *specs(
        EDIT,
        Context.CLIP,
        ("edit.save", QT_TRANSLATE_NOOP("Actions", "Save (happens by itself)"), "Ctrl+S", "check"),
    ),
    *specs(
        EDIT,
        Context.ANNOTATE,
        ("edit.copy", QT_TRANSLATE_NOOP("Actions", "Copy box"), "Ctrl+C", "copy"),
        ("edit.paste", QT_TRANSLATE_NOOP("Actions", "Paste box"), "Ctrl+V", "clipboard-paste"),
        ("edit.delete", QT_TRANSLATE_NOOP("Actions", "Delete…"), "Del", "trash-2"),
        (
            "edit.delete_also_locked",
            QT_TRANSLATE_NOOP("Actions", "Delete, even if locked…"),
            "Shift+Del",
            "",
        ),
        ("nudge.left", QT_TRANSLATE_NOOP("Actions", "Nudge left"), "Ctrl+Left", ""),
        ("nudge.right", QT_TRANSLATE_NOOP("Actions", "Nudge right"), "Ctrl+Right", ""),
        ("nudge.up", QT_TRANSLATE_NOOP("Actions", "Nudge up"), "Ctrl+Up", ""),
        ("nudge.down", QT_TRANSLATE_NOOP("Actions", "Nudge down"), "Ctrl+Down", ""),
        (
            "nudge.left_10",
            QT_TRANSLATE_NOOP("Actions", "Nudge left by 10 px"),
            "Ctrl+Shift+Left",
            "",
        ),
        (
            "nudge.right_10",
            QT_TRANSLATE_NOOP("Actions", "Nudge right by 10 px"),
            "Ctrl+Shift+Right",
            "",
        ),
        ("nudge.up_10", QT_TRANSLATE_NOOP("Actions", "Nudge up by 10 px"), "Ctrl+Shift+Up", ""),
        (
            "nudge.down_10",
            QT_TRANSLATE_NOOP("Actions", "Nudge down by 10 px"),
            "Ctrl+Shift+Down",
            "",
        ),
        repeats=("nudge.",),
    ),
)
