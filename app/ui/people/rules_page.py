"""What the project has settled for all who work on it."""

from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.ui.controls import Segments, push_button, text_label
from app.ui.controls.tips import plain_tip
from app.ui.dialogs.frame import add_field, form, pad
from app.ui.people.tick_list import ROW_PX, TickList
from models.annotation.labels import Label
from models.review.rules import Rules

_TEXT_PX, _LIST_PX = 52, 4 * ROW_PX


class RulesPage(QWidget):
    """Holds a draft of the rules.

    Signals:
        save_requested(Rules, Rules): settle the first, which is a change of the second.
    """

    save_requested = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._seen = Rules()
        self._own_work = QCheckBox(self.tr("People may judge their own work"))
        self._share = _number(0, 100, self.tr(" % of the clips"))
        self._seed = QLineEdit()
        self._all_of_new = _number(0, 1000, self.tr(" are judged"))
        self._all_of_new.setPrefix(self.tr("all, until "))
        self._all_of_new.setSpecialValueText(self.tr("as of everybody"))
        self.opinions = Segments(
            (("1", self.tr("One")), ("2", self.tr("Two people"))), name=self.tr("Opinions")
        )
        self._reasons, self._notice = _text(), _text()
        self._idle = _number(0, 1440, self.tr(" min"))
        self._idle.setSpecialValueText(self.tr("As each person likes"))
        self._count_time = QCheckBox(self.tr("Count how long people are at work"))
        self._private = TickList(self.tr("Private labels"), height_px=_LIST_PX)
        self._why = text_label("", "small", tone="dim", wrap=True)
        self.save = push_button(self.tr("Save rules"), "primary")
        self._build()
        self.save.clicked.connect(lambda _on=False: self._on_save())

    @property
    def rules(self) -> Rules:
        """The rules as they stand here."""
        reasons = (line.strip() for line in self._reasons.toPlainText().splitlines())
        return replace(
            self._seen,
            own_work=self._own_work.isChecked(),
            share_percent=self._share.value(),
            seed=self._seed.text(),
            all_of_new=self._all_of_new.value(),
            opinions=int(self.opinions.current),
            reasons=tuple(reason for reason in reasons if reason),
            notice=self._notice.toPlainText().strip(),
            # Labels that ended may come back by an undo.
            private_labels=(self._seen.private_labels - frozenset(self._private.ids))
            | frozenset(self._private.ticked),
            idle_minutes=self._idle.value(),
            count_time=self._count_time.isChecked(),
        )

    def show_rules(self, rules: Rules, labels: Iterable[Label], *, why_not: str) -> None:
        """Show what holds; `why_not` says why the person may change nothing, or is ""."""
        self._seen = rules
        self._own_work.setChecked(rules.own_work)
        self._share.setValue(rules.share_percent)
        self._seed.setText(rules.seed)
        self._all_of_new.setValue(rules.all_of_new)
        self.opinions.set_current(str(rules.opinions))
        self._reasons.setPlainText("\n".join(rules.reasons))
        self._notice.setPlainText(rules.notice)
        self._idle.setValue(rules.idle_minutes)
        self._count_time.setChecked(rules.count_time)
        self._private.show_rows(
            ((label.id, label.name) for label in labels), ticked=rules.private_labels
        )
        for field in (*self.findChildren(QWidget),):
            if field is not self._why and isinstance(field, _FIELDS):
                field.setEnabled(not why_not)
        self.opinions.setEnabled(not why_not)
        self.save.setEnabled(not why_not)
        self.save.setToolTip(plain_tip(why_not))
        self._why.setText(why_not)

    def _build(self) -> None:
        fields = form()
        self._own_work.setMinimumHeight(28)
        self._count_time.setMinimumHeight(28)
        add_field(fields, self.tr("To review"), self._share)
        self._share.setToolTip(self.tr("A random sample that stays the same when clips are added."))
        add_field(fields, self.tr("Seed"), self._seed)
        self._seed.setPlaceholderText(self.tr("Any words: others draw other clips"))
        self._seed.setToolTip(self.tr("With the same seed the same clips are drawn again."))
        add_field(fields, self.tr("Of newcomers"), self._all_of_new)
        self._all_of_new.setToolTip(
            self.tr(
                "Until so many clips of a person were judged, all of theirs are to be reviewed."
            )
        )
        add_field(fields, self.tr("Opinions"), self.opinions)
        add_field(fields, self.tr("Own work"), self._own_work)
        add_field(fields, self.tr("Reasons"), self._reasons)
        self._reasons.setPlaceholderText(self.tr("Why clips are rejected most, one a line"))
        add_field(fields, self.tr("Notice"), self._notice)
        self._notice.setPlaceholderText(self.tr("What everybody should know of this footage"))
        add_field(fields, self.tr("Lock at the latest after"), self._idle)
        add_field(fields, self.tr("Time"), self._count_time)
        add_field(fields, self.tr("Private labels"), self._private)
        self._private.setToolTip(
            self.tr("Their objects are masked for those who may not look behind masks.")
        )
        below = QHBoxLayout()
        below.addWidget(self._why, 1)
        below.addWidget(self.save, 0, Qt.AlignmentFlag.AlignBottom)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addLayout(fields)
        layout.addLayout(below)

    def _on_save(self) -> None:
        self.save_requested.emit(self.rules, self._seen)


_FIELDS = (QCheckBox, QSpinBox, QLineEdit, QPlainTextEdit, TickList)


def _number(low: int, high: int, suffix: str) -> QSpinBox:
    box = QSpinBox()
    box.setRange(low, high)
    box.setSuffix(suffix)
    pad(box)
    return box


def _text() -> QPlainTextEdit:
    field = QPlainTextEdit()
    field.setFixedHeight(_TEXT_PX)
    field.setTabChangesFocus(True)
    return field
