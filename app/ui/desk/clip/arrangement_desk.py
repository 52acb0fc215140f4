"""How the timeline's lanes are laid out: as a person chose it last, also in the next session."""

from dataclasses import replace
from uuid import UUID

from PySide6.QtCore import QObject

from app.settings.preferences import Preferences
from app.ui.desk.project.project_desk import ProjectDesk
from app.ui.timeline.arrangement import Arrangement, Order
from app.ui.window.parts import ClipParts

# Labels of projects that are long gone need not be remembered for ever.
_MOST_COLLAPSED = 200


class ArrangementDesk(QObject):
    """Joins the timeline's lanes to the preferences."""

    def __init__(self, parts: ClipParts, *, projects: ProjectDesk) -> None:
        super().__init__(projects)
        self._projects = projects
        parts.timeline.rows.arrange(arrangement_of(projects.preferences))
        parts.timeline.arrangement_changed.connect(self._on_changed)

    def _on_changed(self, how: Arrangement) -> None:
        before = self._projects.preferences
        after = with_arrangement(before, how)
        if after != before:
            self._projects.keep_preferences(after)


def arrangement_of(kept: Preferences) -> Arrangement:
    """Return the arrangement that the preferences tell; ids that are none are left out."""
    return Arrangement(
        Order(kept.lanes_order),
        grouped=kept.lanes_grouped,
        collapsed=frozenset(_ids(kept.lanes_collapsed)),
        here_only=kept.lanes_here_only,
        narrow=kept.lanes_narrow,
    )


def with_arrangement(kept: Preferences, how: Arrangement) -> Preferences:
    """Return preferences that tell of this arrangement; labels stand there by their ids alone."""
    known = [one for one in _ids(kept.lanes_collapsed) if one in how.collapsed]
    ids = [*known, *sorted(how.collapsed - set(known), key=lambda one: one.int)]
    return replace(
        kept,
        lanes_order=how.order.value,
        lanes_grouped=how.grouped,
        lanes_collapsed=" ".join(one.hex for one in ids[-_MOST_COLLAPSED:]),
        lanes_here_only=how.here_only,
        lanes_narrow=how.narrow,
    )


def _ids(untrusted: str) -> list[UUID]:
    ids = []
    for word in untrusted.split():
        try:
            ids.append(UUID(word))
        except ValueError:
            continue
    return ids
