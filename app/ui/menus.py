"""Menus, built from the action registry: the main menu behind the logo."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMenu, QWidget

from app.ui import action_specs
from app.ui.actions import ActionRegistry

# What can be done with one camera; a tile has a menu of the same.
CAMERA_ENTRIES: tuple[str | None, ...] = (
    "cameras.frame_back",
    "cameras.frame_on",
    "cameras.ms_back",
    "cameras.ms_on",
    "cameras.reset",
    None,
    "cameras.hold",
    "cameras.swap",
    None,
    "cameras.close",
)

# None parts two groups within a menu. What belongs to digits is left to the label picker.
_MENUS: tuple[tuple[str, tuple[str | None, ...]], ...] = (
    (
        action_specs.PROJECT,
        (
            "project.import",
            "project.import_boxes",
            "project.find_stored",
            "clip.keep",
            "clip.release",
            None,
            "clip.clock",
            "project.export_frame",
            "project.export_clip",
            "project.delete_clip",
            None,
            "project.store",
            "project.new",
            "project.sample",
            None,
            "project.lock",
            "project.quit",
        ),
    ),
    (
        action_specs.EDIT,
        (
            "edit.undo",
            "edit.redo",
            "edit.save",
            None,
            "draw.repeat",
            "draw.track",
            "draw.box",
            "draw.extremes",
            "draw.select_all",
            None,
            "edit.copy",
            "edit.paste",
            "edit.delete",
            None,
            "labels.tell",
            "labels.edit",
        ),
    ),
    (
        action_specs.TRACKS,
        (
            "track.keyframe",
            "track.outside",
            "track.occluded",
            "track.interpolate",
            "track.middle",
            None,
            "track.merge",
            "track.split",
            "track.swap",
            "track.end",
            "track.convert",
            None,
            "track.propagate",
            "track.propagate_again",
            "track.repeat",
            "track.accept",
            None,
            "track.group",
            "track.ungroup",
            "track.lock",
            "track.pin",
            "track.hide",
        ),
    ),
    (
        action_specs.TIMELINE,
        (
            "timeline.focus",
            "timeline.choose_all",
            "timeline.earlier",
            "timeline.later",
            "timeline.delete_keys",
            None,
            "timeline.by_number",
            "timeline.by_start",
            "timeline.by_label",
            "timeline.by_touched",
            None,
            "timeline.group",
            "timeline.collapse",
            "timeline.expand",
            None,
            "timeline.here_only",
            "timeline.narrow",
        ),
    ),
    (
        action_specs.ASSIST,
        (
            "assist.track_on",
            "assist.track_back",
            "assist.suggest",
            None,
            "suggestion.next",
            "suggestion.previous",
            "suggestion.reject",
            "suggestion.accept_all",
            "suggestion.reject_all",
        ),
    ),
    (
        action_specs.PLAYBACK,
        (
            "play.toggle",
            "play.backwards",
            "play.slower",
            "play.faster",
            "play.normal",
            "play.sound",
            None,
            "loop.in",
            "loop.out",
            "loop.toggle",
        ),
    ),
    (
        action_specs.STEPS,
        (
            "frame.next",
            "frame.previous",
            "frame.forward_10",
            "frame.back_10",
            "frame.first",
            "frame.last",
            "frame.ask",
            None,
            "keyframe.next",
            "keyframe.previous",
            "annotated.next",
            "annotated.previous",
            None,
            "clip.next",
            "clip.previous",
        ),
    ),
    (
        action_specs.VIEW,
        (
            "view.fit",
            "view.actual",
            "view.selection",
            "view.follow",
            "view.lens",
            "view.corner_lens",
            "view.peek_previous",
            "view.peek_next",
            None,
            "view.picture",
            "view.picture_night",
            "view.picture_haze",
            "view.picture_reset",
            "view.picture_compare",
            None,
            "view.transfers",
            None,
            "view.clips",
            "view.objects",
            "view.inspector",
            "view.history",
            "view.timeline",
            "view.strips",
            "view.arrange",
            "view.reset",
            "view.diagnostics",
            None,
            "view.dark",
            "view.light",
            "view.system",
            None,
            "view.full_screen",
        ),
    ),
    (
        action_specs.CAMERAS,
        (
            "cameras.add",
            None,
            *CAMERA_ENTRIES,
            "cameras.close_all",
        ),
    ),
    (
        action_specs.PROOF,
        (
            "proof.suspects",
            "proof.next",
            "proof.previous",
            None,
            "proof.next_start",
            "proof.previous_start",
            "proof.next_end",
            "proof.previous_end",
        ),
    ),
    (
        action_specs.QUEUE,
        (
            "queue.next",
            "queue.take",
            None,
            "queue.submit",
            "queue.next_finding",
            "queue.previous_finding",
        ),
    ),
    (
        action_specs.FILTERS,
        ("objects.filter", "objects.filter_clear", None, "boxes.find"),
    ),
    (
        action_specs.HELP,
        ("help.palette", "help.keys", "help.edit_keys", "help.preferences", None, "help.about"),
    ),
)


def build_main_menu(registry: ActionRegistry, parent: QWidget) -> QMenu:
    """Return the menu behind the logo, one submenu a group."""
    main = QMenu(parent)
    for title, entries in _MENUS:
        submenu = main.addMenu(QCoreApplication.translate("Actions", title))
        for entry in entries:
            if entry is None:
                submenu.addSeparator()
            else:
                submenu.addAction(registry.action(entry))
    return main
