"""Whose work clips become: which clips, what part of the work, who, until when.

The dialog shows what would be done before anything is; it changes nothing itself.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time
from uuid import UUID

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDateEdit,
    QHBoxLayout,
    QWidget,
)

from app.ui.controls import Segments, push_button, text_label
from app.ui.controls.combo_box import ElidedComboBox
from app.ui.dialogs.frame import Dialog, add_field, form, pad
from app.ui.people.texts import clips_text, left_out_text, plan_text
from app.ui.people.tick_list import TickList
from models.review.assigning import Part, Plan, Wanted
from models.review.person import Person
from models.review.rights import Right, may

_LIST_PX = 110
_AWAY_DAYS = 7


class AssignDialog(Dialog):
    """Ask for a plan, which somebody else makes: there may be very many clips.

    Signals:
        plan_wanted(int, Wanted): of which choice, and what is asked for; answer with `show_plan`.
    """

    plan_wanted = Signal(int, object)

    def __init__(
        self,
        choices: Sequence[str],
        people: Sequence[Person],
        parent: QWidget | None = None,
        *,
        me: UUID | None = None,
    ) -> None:
        """`choices` are the names of the clips that can be meant; the first is chosen.

        Of the people, those who have left are passed over; `me` is told apart from the others.
        """
        super().__init__(parent, width_px=520)
        self.set_words(self.tr("Assign clips"))
        self._people = tuple(one for one in people if not one.has_left)
        self._me = me
        self.plan = Plan(Part.ANNOTATE, ())
        self.which = ElidedComboBox()
        self.which.addItems(list(choices))
        self.part = Segments(
            (
                (str(Part.ANNOTATE), self.tr("To annotate")),
                (str(Part.REVIEW), self.tr("To review")),
            ),
            name=self.tr("Part"),
        )
        self.who = TickList(self.tr("To"), height_px=_LIST_PX)
        self.nobody = QCheckBox(self.tr("Nobody: take them away from whose they are"))
        self.has_date = QCheckBox(self.tr("Due"))
        self.due = QDateEdit(QDate.currentDate().addDays(_AWAY_DAYS))
        self._told = text_label("", "body", wrap=True)
        self._left = text_label("", "small", tone="dim", wrap=True)
        self.ok = push_button(self.tr("Assign"), "primary")
        self._build()
        self._fill_people()
        self.which.setFocus()

    @property
    def wanted(self) -> Wanted:
        """What is asked for, as it stands here."""
        day = self.due.date().toPython()
        # The whole day is there to do it.
        end = datetime.combine(day, time(23, 59, 59)).astimezone(UTC)  # type: ignore[arg-type]
        return Wanted(
            Part(self.part.current),
            self.who.ticked,
            sets_due=self.has_date.isChecked(),
            due_at=end if self.has_date.isChecked() else None,
        )

    def _build(self) -> None:
        fields = form()
        add_field(fields, self.tr("Clips"), self.which)
        add_field(fields, self.tr("Part"), self.part)
        add_field(fields, self.tr("To"), self.who)
        self.who.setToolTip(self.tr("Several people share the clips evenly."))
        add_field(fields, "", self.nobody)
        date = QWidget()
        row = QHBoxLayout(date)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.due.setDisplayFormat("d MMM yyyy")
        pad(self.due)
        self.due.setEnabled(False)
        self.due.setAccessibleName(self.tr("Due on"))
        row.addWidget(self.has_date)
        row.addWidget(self.due, 1)
        add_field(fields, self.tr("Date"), date)
        self.body.addLayout(fields)
        self.body.addWidget(self._told)
        self.body.addWidget(self._left)
        self.ok.setDefault(True)
        self.ok.clicked.connect(lambda _on=False: self.accept())
        self.add_buttons(self.cancel_button(), self.ok)
        self.which.currentIndexChanged.connect(lambda _row: self.replan())
        self.part.chosen.connect(lambda _key: self._on_part())
        self.who.ticks_changed.connect(self.replan)
        self.nobody.toggled.connect(self._on_nobody)
        self.has_date.toggled.connect(self._on_date)
        self.due.dateChanged.connect(lambda _date: self.replan())

    def choose_part(self, part: Part) -> None:
        """Begin with this part of the work."""
        self.part.set_current(str(part))
        self._fill_people()

    def _on_part(self) -> None:
        self._fill_people()
        self.replan()

    def _on_nobody(self, on: bool) -> None:
        self.who.tick(())
        self.who.setEnabled(not on)
        self.replan()

    def _on_date(self, on: bool) -> None:
        self.due.setEnabled(on)
        self.replan()

    def _fill_people(self) -> None:
        """Offer those who may do that part."""
        reviews = Part(self.part.current) is Part.REVIEW
        able = [one for one in self._people if not reviews or may(one.role, Right.JUDGE)]
        you = self.tr("{0} (you)")
        self.who.show_rows(
            (one.id, you.format(one.name) if one.id == self._me else one.name) for one in able
        )

    def replan(self) -> None:
        """Ask what would be done; until that is known, nothing can be."""
        self.ok.setEnabled(False)
        self.plan_wanted.emit(self.which.currentIndex(), self.wanted)

    def show_plan(self, made: Plan) -> None:
        """Say what would be done."""
        self.plan = made
        names: Mapping[UUID, str] = {one.id: one.name for one in self._people}
        # That nobody is ticked when the dialog opens takes nothing away from anybody.
        is_open = not self.who.ticked and not self.nobody.isChecked()
        if is_open:
            self._told.setText(self.tr("Choose who gets them."))
        elif not made.clips and not made.left_out:
            self._told.setText(self.tr("There are no such clips."))
        else:
            self._told.setText(plan_text(made, lambda one: names.get(one, "") if one else ""))
        self._left.setText("" if is_open else left_out_text(made))
        what = self.tr("Take {0} away") if self.nobody.isChecked() else self.tr("Assign {0}")
        self.ok.setText(self.tr("Assign") if is_open else what.format(clips_text(len(made.clips))))
        self.ok.setEnabled(bool(made.clips) and not is_open)
