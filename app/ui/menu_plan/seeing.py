"""How things are shown, and which frame is."""

from app.ui.action_specs import PLAYBACK as PLAYBACK_TITLE
from app.ui.action_specs import VIEW as VIEW_TITLE
from app.ui.action_specs.form import QT_TRANSLATE_NOOP
from app.ui.menu_plan.form import Submenu

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

VIEW = Submenu(
    VIEW_TITLE,
    (
        "view.fit",
        "view.actual",
        "view.zoom_in",
        "view.zoom_out",
        "view.selection",
        "view.follow",
        None,
        Submenu(
            QT_TRANSLATE_NOOP("Actions", "Magnifier and peeking"),
            ("view.lens", "view.corner_lens", None, "view.peek_previous", "view.peek_next"),
        ),
        Submenu(
            QT_TRANSLATE_NOOP("Actions", "Picture"),
            (
                "view.picture",
                "view.picture_night",
                "view.picture_haze",
                None,
                "view.picture_reset",
                "view.picture_compare",
            ),
        ),
        Submenu(
            QT_TRANSLATE_NOOP("Actions", "Side by side"),
            ("cameras.add", None, *CAMERA_ENTRIES, "cameras.close_all"),
        ),
        Submenu(
            QT_TRANSLATE_NOOP("Actions", "Lanes of the timeline"),
            (
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
        None,
        "masks.lift",
        "masks.restore",
        None,
        Submenu(
            QT_TRANSLATE_NOOP("Actions", "Panels"),
            (
                "view.clips",
                "view.objects",
                "view.inspector",
                "view.history",
                "view.timeline",
                "view.strips",
                None,
                "view.arrange",
                "view.reset",
            ),
        ),
        Submenu(
            QT_TRANSLATE_NOOP("Actions", "Theme"),
            ("view.dark", "view.light", "view.system"),
        ),
        "view.diagnostics",
        "view.full_screen",
    ),
)

PLAYBACK = Submenu(
    PLAYBACK_TITLE,
    (
        "play.toggle",
        "play.backwards",
        "play.sound",
        Submenu(
            QT_TRANSLATE_NOOP("Actions", "Speed"), ("play.slower", "play.faster", "play.normal")
        ),
        Submenu(QT_TRANSLATE_NOOP("Actions", "Loop"), ("loop.toggle", "loop.in", "loop.out")),
        None,
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
)
