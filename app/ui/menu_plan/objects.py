"""What is drawn, and what helps with it."""

from app.ui.action_specs.form import QT_TRANSLATE_NOOP
from app.ui.menu_plan.form import Submenu

OBJECTS = Submenu(
    QT_TRANSLATE_NOOP("Actions", "Objects"),
    (
        Submenu(
            QT_TRANSLATE_NOOP("Actions", "Draw"),
            ("draw.repeat", "draw.track", "draw.box", None, "draw.extremes"),
        ),
        "labels.tell",
        None,
        "track.keyframe",
        "track.outside",
        "track.occluded",
        "track.interpolate",
        "track.middle",
        "track.end",
        Submenu(
            QT_TRANSLATE_NOOP("Actions", "Keyframes on the timeline"),
            (
                "timeline.focus",
                "timeline.choose_all",
                None,
                "timeline.earlier",
                "timeline.later",
                "timeline.delete_keys",
            ),
        ),
        None,
        "track.merge",
        "track.split",
        "track.swap",
        "track.convert",
        Submenu(
            QT_TRANSLATE_NOOP("Actions", "Propagate"),
            ("track.propagate", "track.propagate_again", "track.repeat"),
        ),
        None,
        "track.group",
        "track.ungroup",
        "track.lock",
        "track.pin",
        "track.hide",
    ),
)

TOOLS = Submenu(
    QT_TRANSLATE_NOOP("Actions", "Tools"),
    (
        "assist.track_on",
        "assist.track_back",
        "assist.suggest",
        None,
        "suggestion.next",
        "suggestion.previous",
        "track.accept",
        "suggestion.reject",
        "suggestion.accept_all",
        "suggestion.reject_all",
        None,
        "proof.suspects",
        "proof.next",
        "proof.previous",
        "proof.next_start",
        "proof.previous_start",
        "proof.next_end",
        "proof.previous_end",
    ),
)
