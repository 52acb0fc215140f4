"""The menu of what may be wrong with an object, or with a place where there is none."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from app.ui.review.issues.texts import kind_text
from models.review.issue import QuickIssue

_OF_OBJECT = (
    QuickIssue.POSITION,
    QuickIssue.LABEL,
    QuickIssue.ATTRIBUTE,
    QuickIssue.IDENTITY,
    QuickIssue.SURPLUS,
    QuickIssue.OTHER,
)
_OF_PLACE = (QuickIssue.MISSING, QuickIssue.POSITION, QuickIssue.OTHER)
# More would not fit on a screen; who means another selects both.
_MOST_OTHERS = 16


def kinds_for(*, of_object: bool, last: str = "") -> tuple[QuickIssue, ...]:
    """Return what is offered, with what was reported last before the others."""
    kinds = _OF_OBJECT if of_object else _OF_PLACE
    return tuple(sorted(kinds, key=lambda kind: kind != last))


class QuickMenu(QMenu):
    """Lives while it is open.

    Signals:
        picked(kind: str, other: UUID | None): that is wrong; of swapped identities, with whom.
    """

    picked = Signal(str, object)

    def __init__(
        self,
        parent: QWidget,
        title: str,
        *,
        of_object: bool,
        last: str = "",
        others: Sequence[tuple[UUID, str]] = (),
        other: UUID | None = None,
    ) -> None:
        """Offer what may be wrong with what is called `title`.

        `others` are those with which an object may have changed places, `other` the one that is
        known to.
        """
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        head = self.addAction(title)
        head.setEnabled(False)
        self.addSeparator()
        for kind in kinds_for(of_object=of_object, last=last):
            if kind is QuickIssue.IDENTITY and other is None:
                self._add_others(others)
            else:
                swapped = other if kind is QuickIssue.IDENTITY else None
                self._add(self, kind_text(kind), kind, swapped)

    def _add_others(self, others: Sequence[tuple[UUID, str]]) -> None:
        if not others:
            self._add(self, kind_text(QuickIssue.IDENTITY), QuickIssue.IDENTITY, None)
            return
        menu = self.addMenu(self.tr("Identity swap with"))
        for track_id, name in others[:_MOST_OTHERS]:
            self._add(menu, name, QuickIssue.IDENTITY, track_id)

    def _add(self, menu: QMenu, text: str, kind: QuickIssue, other: UUID | None) -> None:
        action = menu.addAction(text)
        action.triggered.connect(lambda _on=False: self.picked.emit(str(kind), other))
