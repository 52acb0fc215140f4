"""The project, its clips, and the ways of the program."""

from app.ui.action_specs import HELP as HELP_TITLE
from app.ui.action_specs import PROJECT as PROJECT_TITLE
from app.ui.action_specs.form import QT_TRANSLATE_NOOP
from app.ui.menu_plan.form import Submenu

PROJECT = Submenu(
    PROJECT_TITLE,
    (
        "project.import",
        "project.import_boxes",
        "project.find_stored",
        "view.transfers",
        None,
        "clip.keep",
        "clip.release",
        "clip.clock",
        Submenu(
            QT_TRANSLATE_NOOP("Actions", "Export in clear"),
            ("project.export_frame", "project.export_clip"),
        ),
        "project.delete_clip",
        None,
        "project.store",
        "audit.show",
        None,
        "project.new",
        "project.sample",
        None,
        "project.lock",
        "project.quit",
    ),
)

EDIT = Submenu(
    QT_TRANSLATE_NOOP("Actions", "Edit"),
    (
        "edit.undo",
        "edit.redo",
        "edit.save",
        None,
        "edit.copy",
        "edit.paste",
        "draw.select_all",
        "edit.delete",
        None,
        "project.find",
        "objects.filter",
        "objects.filter_clear",
        "boxes.find",
        None,
        "labels.edit",
        "help.preferences",
    ),
)

HELP = Submenu(
    HELP_TITLE,
    ("help.palette", "help.keys", "help.edit_keys", None, "help.about"),
)
