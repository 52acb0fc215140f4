"""Who works on the project: a table, the own name, and for admins everybody's role."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QTreeView, QVBoxLayout, QWidget

from app.ui.controls import ElidedLabel, Segments, push_button, text_label
from app.ui.controls.plain_table import dress_table
from app.ui.controls.tips import plain_tip
from app.ui.people.texts import (
    clips_text,
    day_text,
    role_text,
    role_tip,
    seen_text,
    seen_tip,
    work_text,
)
from app.ui.people.tick_list import ROW_PX
from app.ui.theme import theme
from models.review.assigning import OpenWork
from models.review.person import Person, Role

_NAME, _ROLE, _SEEN = range(3)
_ROWS_PX = 30 + 6 * ROW_PX


class PeoplePage(QWidget):
    """Changes nothing itself.

    Signals:
        name_entered(str): the person wants to be called so.
        role_chosen(Person, Role)
        removal_wanted(Person), return_wanted(Person): out of the project, and back into it.
        handing_on_wanted(Person): what is theirs to do shall be others'.
    """

    name_entered = Signal(str)
    role_chosen = Signal(object, object)
    removal_wanted = Signal(object)
    return_wanted = Signal(object)
    handing_on_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._people: tuple[Person, ...] = ()
        self._me: UUID | None = None
        self._why_not = ""
        self._work: Mapping[UUID, OpenWork] = {}
        self.name = QLineEdit()
        self.rename = push_button(self.tr("Save"))
        self._model = QStandardItemModel(0, 3, self)
        self.table = QTreeView()
        self._chosen = ElidedLabel("", "body", bold=True)
        self.roles = Segments(
            tuple((str(role), role_text(role)) for role in Role), name=self.tr("Role")
        )
        self._tip = text_label("", "small", tone="dim", wrap=True)
        self.remove = push_button(self.tr("Remove…"))
        self.take_back = push_button(self.tr("Take back"))
        self.hand_on = push_button("")
        self._build()
        self.rename.clicked.connect(lambda _on=False: self.name_entered.emit(self.name.text()))
        self.name.returnPressed.connect(self.rename.click)
        self.name.textChanged.connect(lambda _text: self._on_name())
        self.table.selectionModel().currentChanged.connect(lambda _now, _was: self._show_chosen())
        self.roles.chosen.connect(self._on_role)
        for button, wanted in (
            (self.remove, self.removal_wanted),
            (self.take_back, self.return_wanted),
            (self.hand_on, self.handing_on_wanted),
        ):
            button.clicked.connect(lambda _on=False, wanted=wanted: wanted.emit(self.current))

    @property
    def current(self) -> Person | None:
        """The person whose row is marked."""
        row = self.table.currentIndex().row()
        return self._people[row] if 0 <= row < len(self._people) else None

    def show_people(
        self,
        people: Sequence[Person],
        *,
        me: UUID,
        why_not: str,
        work: Mapping[UUID, OpenWork] | None = None,
    ) -> None:
        """Show everybody, who has left at the end.

        `why_not` says why the person may give no roles, or is ""; `work` is what is theirs to do.
        """
        marked = self.current
        first_time = not self._people
        people = sorted(people, key=lambda one: one.has_left)
        self._people, self._me, self._why_not = tuple(people), me, why_not
        self._work = work or {}
        with QSignalBlocker(self.table.selectionModel()):
            self._fill()
            wanted = me if marked is None else marked.id
            row = next((at for at, one in enumerate(people) if one.id == wanted), 0)
            self.table.setCurrentIndex(self._model.index(row, _NAME))
        mine = next((one.name for one in people if one.id == me), "")
        if first_time or not self.name.hasFocus():
            self.name.setText(mine)
        self._on_name()
        self._show_chosen()

    def _build(self) -> None:
        own = QHBoxLayout()
        own.setSpacing(8)
        label = text_label(self.tr("Your name"), "small", tone="dim")
        label.setBuddy(self.name)
        self.name.setAccessibleName(self.tr("Your name"))
        self.name.setMaxLength(80)
        self.name.setToolTip(self.tr("This is how others see you in this project."))
        own.addWidget(label)
        own.addWidget(self.name, 1)
        own.addWidget(self.rename)
        self._model.setHorizontalHeaderLabels(
            [self.tr("Name"), self.tr("Role"), self.tr("Last seen")]
        )
        self.table.setModel(self._model)
        dress_table(
            self.table,
            name=self.tr("People of the project"),
            stretched=_NAME,
            widths_px={_ROLE: 110, _SEEN: 130},
        )
        self.table.header().setAccessibleName(self.tr("Columns"))
        self._model.setHeaderData(
            _SEEN, Qt.Orientation.Horizontal, seen_tip(), int(Qt.ItemDataRole.ToolTipRole)
        )
        self.table.setFixedHeight(_ROWS_PX)
        below = QHBoxLayout()
        below.setSpacing(8)
        below.addWidget(self._chosen, 1)
        below.addWidget(self.roles)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addLayout(own)
        layout.addWidget(self.table)
        layout.addLayout(below)
        last = QHBoxLayout()
        last.setSpacing(8)
        last.addWidget(self._tip, 1)
        for button in (self.hand_on, self.take_back, self.remove):
            last.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(last)
        layout.addStretch(1)

    def _fill(self) -> None:
        self._model.setRowCount(0)
        for person in self._people:
            name = person.name
            if person.id == self._me:
                name = self.tr("{0} (you)").format(name)
            role = self.tr("Has left") if person.has_left else role_text(person.role)
            texts = (name, role, seen_text(person.last_seen_at))
            items = [QStandardItem(text) for text in texts]
            for item in items:
                item.setEditable(False)
                item.setSizeHint(QSize(0, ROW_PX))
                if person.has_left:
                    item.setForeground(theme.color("faint"))
            items[_SEEN].setToolTip(seen_tip())
            self._model.appendRow(items)

    def _show_chosen(self) -> None:
        person = self.current
        self._chosen.setText("" if person is None else person.name)
        has_left = person is not None and person.has_left
        self.roles.setEnabled(person is not None and not has_left and not self._why_not)
        self.roles.setToolTip(plain_tip(self._why_not))
        if person is not None:
            self.roles.set_current(str(person.role))
            self._tip.setText(self._why_not or (self._left_text(person) or role_tip(person.role)))
        self._show_buttons(person)

    def _left_text(self, person: Person) -> str:
        if person.left_at is None:
            return ""
        return self.tr("Removed on {0}. What they did stays, under their name.").format(
            day_text(person.left_at)
        )

    def _show_buttons(self, person: Person | None) -> None:
        """Offer what can be done with a person, to who may do it."""
        may = person is not None and not self._why_not
        has_left = person is not None and person.has_left
        work = OpenWork() if person is None else self._work.get(person.id, OpenWork())
        self.remove.setVisible(may and not has_left)
        is_me = person is not None and person.id == self._me
        self.remove.setEnabled(not is_me)
        self.remove.setToolTip(
            self.tr("You cannot remove yourself: another admin can.")
            if is_me
            else self.tr("Remove them from the project")
        )
        self.take_back.setVisible(may and has_left)
        self.hand_on.setVisible(may and has_left and work.any)
        self.hand_on.setText(
            self.tr("Reassign {0}…").format(clips_text(work.annotate + work.review))
        )
        self.hand_on.setToolTip(work_text(work))

    def _on_name(self) -> None:
        mine = next((one.name for one in self._people if one.id == self._me), "")
        entered = " ".join(self.name.text().split())
        self.rename.setEnabled(bool(entered) and entered != mine)

    def _on_role(self, key: str) -> None:
        person, role = self.current, Role(key)
        if person is not None and person.role is not role:
            self.role_chosen.emit(person, role)
            # What is refused must not look as if it were done.
            self.roles.set_current(str(person.role))

    def focus_name(self) -> None:
        """Let the person say at once how they want to be called."""
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)
        self.name.selectAll()
