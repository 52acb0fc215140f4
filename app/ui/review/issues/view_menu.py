"""The menu of what the list of issues shows: by state, by person, and whether settled ones."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from app.ui.review.issues.issue_list import IssueView
from models.review.issue import IssueState


class ViewMenu(QMenu):
    """Keeps the view, and asks for another.

    Signals:
        chosen(view: IssueView)
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.view = IssueView()
        self._people: tuple[tuple[UUID, str], ...] = ()
        self._resolved = self.addAction(self.tr("Show resolved"))
        self._resolved.setCheckable(True)
        self._resolved.triggered.connect(lambda on: self.choose(replace(self.view, resolved=on)))
        self.addSeparator()
        self._states: dict[IssueState | None, QAction] = {}
        group = QActionGroup(self)
        for state, text in (
            (None, self.tr("In any state")),
            (IssueState.OPEN, self.tr("Open")),
            (IssueState.FIXED, self.tr("Fixed")),
            (IssueState.RESOLVED, self.tr("Resolved")),
        ):
            action = self._states[state] = self.addAction(text)
            action.setCheckable(True)
            group.addAction(action)
            action.triggered.connect(
                lambda _on=False, state=state: self.choose(replace(self.view, state=state))
            )
        self.addSeparator()
        self._by_person = self.addMenu(self.tr("Of a person"))
        self.choose(self.view)

    def set_people(self, people: Sequence[tuple[UUID, str]]) -> None:
        """Offer these people."""
        if tuple(people) != self._people:
            self._people = tuple(people)
            self._fill()

    def choose(self, view: IssueView) -> None:
        """Show another view."""
        is_other, self.view = view != self.view, view
        self._resolved.setChecked(view.resolved)
        self._states[view.state].setChecked(True)
        self._fill()
        if is_other:
            self.chosen.emit(view)

    def _fill(self) -> None:
        self._by_person.clear()
        for person, name in ((None, self.tr("Everybody")), *self._people):
            action = self._by_person.addAction(name)
            action.setCheckable(True)
            action.setChecked(self.view.person == person)
            action.triggered.connect(
                lambda _on=False, person=person: self.choose(replace(self.view, person=person))
            )
