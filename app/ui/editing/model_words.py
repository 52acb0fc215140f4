"""What edits are called and why gestures are refused, in the person's language.

The models give English sentences, for they know no translator: here each has its place in the
translators' files. Numbers in them take the place of "{0}", "{1}" … What has no entry is shown as
it is; a test sees to it that everything that a gesture can say has one.
"""

import re
from collections.abc import Collection

from PySide6.QtCore import QCoreApplication

from app.ui.action_specs.form import QT_TRANSLATE_NOOP
from models.annotation.errors import GestureRefusedError

EDITS = frozenset(
    {
        QT_TRANSLATE_NOOP("Edits", "Accept suggestion"),
        QT_TRANSLATE_NOOP("Edits", "Accept suggestions"),
        QT_TRANSLATE_NOOP("Edits", "Auto-track"),
        QT_TRANSLATE_NOOP("Edits", "Auto-track back"),
        QT_TRANSLATE_NOOP("Edits", "Change label"),
        QT_TRANSLATE_NOOP("Edits", "Delete box"),
        QT_TRANSLATE_NOOP("Edits", "Delete keyframe"),
        QT_TRANSLATE_NOOP("Edits", "Delete label"),
        QT_TRANSLATE_NOOP("Edits", "Delete track"),
        QT_TRANSLATE_NOOP("Edits", "Delete {0} boxes"),
        QT_TRANSLATE_NOOP("Edits", "Delete {0} keyframes"),
        QT_TRANSLATE_NOOP("Edits", "Delete {0} tracks"),
        QT_TRANSLATE_NOOP("Edits", "Draw box"),
        QT_TRANSLATE_NOOP("Edits", "Draw track"),
        QT_TRANSLATE_NOOP("Edits", "End track"),
        QT_TRANSLATE_NOOP("Edits", "Group"),
        QT_TRANSLATE_NOOP("Edits", "Import 1 object"),
        QT_TRANSLATE_NOOP("Edits", "Import {0} objects"),
        QT_TRANSLATE_NOOP("Edits", "Interpolate here"),
        QT_TRANSLATE_NOOP("Edits", "Leave a gap here"),
        QT_TRANSLATE_NOOP("Edits", "Lock"),
        QT_TRANSLATE_NOOP("Edits", "Mark inside"),
        QT_TRANSLATE_NOOP("Edits", "Mark occluded"),
        QT_TRANSLATE_NOOP("Edits", "Mark outside"),
        QT_TRANSLATE_NOOP("Edits", "Mark visible"),
        QT_TRANSLATE_NOOP("Edits", "Merge labels"),
        QT_TRANSLATE_NOOP("Edits", "Merge {0} tracks"),
        QT_TRANSLATE_NOOP("Edits", "Move box"),
        QT_TRANSLATE_NOOP("Edits", "Move keyframe"),
        QT_TRANSLATE_NOOP("Edits", "Move the track's end"),
        QT_TRANSLATE_NOOP("Edits", "Move {0} keyframes"),
        QT_TRANSLATE_NOOP("Edits", "Paste"),
        QT_TRANSLATE_NOOP("Edits", "Pin"),
        QT_TRANSLATE_NOOP("Edits", "Propagate over 1 frame"),
        QT_TRANSLATE_NOOP("Edits", "Propagate over {0} frames"),
        QT_TRANSLATE_NOOP("Edits", "Reject suggestion"),
        QT_TRANSLATE_NOOP("Edits", "Reject suggestions"),
        QT_TRANSLATE_NOOP("Edits", "Repeat boxes"),
        QT_TRANSLATE_NOOP("Edits", "Reset attribute"),
        QT_TRANSLATE_NOOP("Edits", "Reset attributes"),
        QT_TRANSLATE_NOOP("Edits", "Resize box"),
        QT_TRANSLATE_NOOP("Edits", "Set attribute"),
        QT_TRANSLATE_NOOP("Edits", "Set attributes"),
        QT_TRANSLATE_NOOP("Edits", "Set how long the last box is held"),
        QT_TRANSLATE_NOOP("Edits", "Set keyframe"),
        QT_TRANSLATE_NOOP("Edits", "Split track"),
        QT_TRANSLATE_NOOP("Edits", "Suggest 1 object"),
        QT_TRANSLATE_NOOP("Edits", "Suggest {0} objects"),
        QT_TRANSLATE_NOOP("Edits", "Swap tracks from here on"),
        QT_TRANSLATE_NOOP("Edits", "Take their box"),
        QT_TRANSLATE_NOOP("Edits", "Take their label"),
        QT_TRANSLATE_NOOP("Edits", "Take theirs"),
        QT_TRANSLATE_NOOP("Edits", "Turn box into a track"),
        QT_TRANSLATE_NOOP("Edits", "Turn boxes into a track"),
        QT_TRANSLATE_NOOP("Edits", "Turn track into boxes"),
        QT_TRANSLATE_NOOP("Edits", "Ungroup"),
        QT_TRANSLATE_NOOP("Edits", "Unlock"),
        QT_TRANSLATE_NOOP("Edits", "Unpin"),
    }
)
REFUSALS = frozenset(
    {
        QT_TRANSLATE_NOOP("Refusals", "No earlier frame has single-frame boxes to repeat."),
        QT_TRANSLATE_NOOP("Refusals", "Neither of the two tracks is on this frame."),
        QT_TRANSLATE_NOOP("Refusals", "One of the two tracks would be left with no box."),
        QT_TRANSLATE_NOOP("Refusals", "Select the two tracks that are to exchange what follows."),
        QT_TRANSLATE_NOOP("Refusals", "Select two or more boxes to group."),
        QT_TRANSLATE_NOOP("Refusals", "Select two or more tracks to merge."),
        QT_TRANSLATE_NOOP("Refusals", "Some of these are tracks already."),
        QT_TRANSLATE_NOOP(
            "Refusals",
            "That would be {0} boxes. Repeat at most {1} at once: fewer objects, or fewer frames.",
        ),
        QT_TRANSLATE_NOOP(
            "Refusals", "The box was moved while it was being tracked. Track it again."
        ),
        QT_TRANSLATE_NOOP("Refusals", "The clip has no frame there."),
        QT_TRANSLATE_NOOP("Refusals", "The track already has a keyframe on that frame."),
        QT_TRANSLATE_NOOP("Refusals", "The track is not between two keyframes here."),
        QT_TRANSLATE_NOOP("Refusals", "The track is not on this frame."),
        QT_TRANSLATE_NOOP(
            "Refusals", "The track shows nothing before this frame: there is nothing to split."
        ),
        QT_TRANSLATE_NOOP("Refusals", "There is no keyframe on this frame."),
        QT_TRANSLATE_NOOP(
            "Refusals", "There is no room to track: the next frame has a keyframe of yours."
        ),
        QT_TRANSLATE_NOOP("Refusals", "These have different labels. Give them one label first."),
        QT_TRANSLATE_NOOP("Refusals", "This box stands on a single frame only; it is not a track."),
        QT_TRANSLATE_NOOP("Refusals", "This object is not there any more."),
        QT_TRANSLATE_NOOP("Refusals", "This track is locked."),
        QT_TRANSLATE_NOOP("Refusals", "This track is pinned."),
        QT_TRANSLATE_NOOP(
            "Refusals",
            "This would leave the track without a keyframe. Delete the track instead.",
        ),
        QT_TRANSLATE_NOOP(
            "Refusals",
            "Two of these have a box on frame {0}. A track has one box on a frame.",
        ),
    }
)
_PART = re.compile(r"(?P<name>.*) \((?P<at>\d+) of (?P<all>\d+)\)")
_NUMBER = re.compile(r"\d+(?:,\d{3})*")


def edit_words(name: str) -> str:
    """Return what an edit is called, from its `name`."""
    part = _PART.fullmatch(name)
    if part is not None:
        of_all = QCoreApplication.translate("Edits", "{0} ({1} of {2})")
        return of_all.format(edit_words(part["name"]), part["at"], part["all"])
    return _translated("Edits", EDITS, name)


def refusal_sentence(error: GestureRefusedError) -> str:
    """Return the sentence that says why a gesture was refused."""
    return _translated("Refusals", REFUSALS, str(error))


def template_of(text: str) -> str:
    """Return a text with "{0}", "{1}" … in the place of its numbers."""
    places = iter(range(len(text)))
    return _NUMBER.sub(lambda _number: f"{{{next(places)}}}", text)


def _translated(context: str, known: Collection[str], text: str) -> str:
    if text in known:
        return QCoreApplication.translate(context, text)
    template = template_of(text)
    if template not in known:
        return text
    return QCoreApplication.translate(context, template).format(*_NUMBER.findall(text))
