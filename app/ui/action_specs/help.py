"""The program itself."""

from app.ui.action_specs.form import QT_TRANSLATE_NOOP, ActionSpec, Context, specs

HELP = QT_TRANSLATE_NOOP("Actions", "Help")

SPECS: tuple[ActionSpec, ...] = (
    *specs(
        HELP,
        Context.ALWAYS,
        (
            "help.palette",
            QT_TRANSLATE_NOOP("Actions", "Search or run a command"),
            "Ctrl+K",
            "search",
        ),
        ("help.keys", QT_TRANSLATE_NOOP("Actions", "Keys"), "F1", "keyboard"),
        ("help.edit_keys", QT_TRANSLATE_NOOP("Actions", "Change keys…"), "Shift+F1", ""),
        ("help.preferences", QT_TRANSLATE_NOOP("Actions", "Preferences…"), "F2", "settings"),
        ("help.about", QT_TRANSLATE_NOOP("Actions", "About Safelight"), "", "info"),
    ),
)
