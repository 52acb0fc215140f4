"""The editor of a project's labels: a draft, which is saved as a whole or left."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QListWidgetItem, QMenu, QVBoxLayout, QWidget

from app.session.labels.draft import LabelDraft
from app.session.labels.templates import TEMPLATES
from app.ui.controls import heading, icon_button, line, push_button, restyle, text_label
from app.ui.dialogs.files import choose_files
from app.ui.dialogs.frame import Dialog
from app.ui.dialogs.labels.attributes_box import AttributesBox
from app.ui.dialogs.labels.end_label import EndLabelDialog
from app.ui.dialogs.labels.label_form import LabelForm
from app.ui.dialogs.labels.private_change import PrivateChange
from app.ui.dialogs.labels.row_list import RowList
from app.ui.dialogs.labels.texts import objects_text, template_text
from app.ui.panels.attribute_field import QuietField
from app.ui.panels.label_delegate import DIGIT_ROLE
from app.ui.panels.label_matches import next_color
from app.ui.panels.swatch import swatch_icon
from app.ui.theme import theme
from models.annotation import Label
from models.annotation.label_attributes import AttributeSpec
from models.label_uses import Uses

_WIDTH_PX, _LIST_PX, _BODY_PX = 880, 228, 460


class LabelsDialog(Dialog):
    """Changes a draft; `save_requested` asks for all of it to be stored, Cancel leaves it.

    Signals:
        save_requested(LabelPlan): `private_change` belongs to it; answer with `accept`, or with
            `start_again` or `show_note`.
        attributes_shown(label_id: UUID): answer with `set_attribute_uses`.
        file_chosen(Path): a list of labels to take in; answer with `take` or `show_note`.
    """

    save_requested = Signal(object)
    attributes_shown = Signal(object)
    file_chosen = Signal(object)

    def __init__(
        self, labels: Iterable[Label], uses: Mapping[UUID, Uses], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent, width_px=_WIDTH_PX)
        self.set_words(self.tr("Labels and attributes"))
        self.draft = LabelDraft(labels)
        self._uses = dict(uses)
        self._seen_private: frozenset[UUID] = frozenset()
        self._private: frozenset[UUID] = frozenset()
        self.list = RowList(self.tr("Labels"))
        self.form = LabelForm()
        self.form.may_be_named(lambda name: not self.draft.is_taken(name, but=self.current_id))
        self.attributes = AttributesBox()
        self._add = push_button(self.tr("New"), icon="plus", tip=self.tr("New label (Insert)"))
        self._merge = push_button(self.tr("Merge into…"), tip=self.tr("Merge (Ctrl+M)"))
        self._delete = icon_button("trash-2", self.tr("Delete the label (Del)"))
        self._note = text_label("", "small", tone="dim", wrap=True)
        self.save = push_button(self.tr("Save"), "primary", tip=self.tr("Save (Ctrl+Enter)"))
        self._lay_out()
        self._connect()
        self._fill(0)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def current_id(self) -> UUID | None:
        """The label that is marked."""
        labels, row = self.draft.labels, self.list.currentRow()
        return labels[row].id if 0 <= row < len(labels) else None

    @property
    def private_change(self) -> PrivateChange:
        """Which labels become private, and which no more."""
        there = {label.id for label in self.draft.labels} | self._seen_private
        return PrivateChange.between(self._seen_private, self._private & there)

    def show_private(self, label_ids: Collection[UUID], *, why_not: str) -> None:
        """Show which labels are private; what the person changed of it stays on top."""
        change = self.private_change
        self._seen_private = frozenset(label_ids)
        self._private = (self._seen_private - change.unmade) | change.made
        self.form.may_be_private(why_not)
        self._show_current()

    def show_first(self) -> None:
        """Show the first label, now that somebody listens who can count."""
        self._show_current()

    def start_again(self, labels: Iterable[Label], uses: Mapping[UUID, Uses]) -> None:
        """Go on from what is stored now, because somebody else changed it; say what gave way."""
        self.draft, lost = self.draft.rebased(labels)
        self._uses = dict(uses)
        self._fill(0)
        self.set_busy(busy=False)
        note = self.tr("Not saved: somebody else changed the labels meanwhile.")
        if lost:
            gave_way = self.tr("Both of you changed {0}: theirs is shown, change it again.")
            note = f"{note} {gave_way.format(', '.join(lost))}"
        else:
            note = f"{note} " + self.tr("Your changes are kept on top of theirs: save once more.")
        self.show_note(note, is_bad=True)

    def set_attribute_uses(self, label_id: UUID, uses: Mapping[str, Uses]) -> None:
        """Say of how many objects of a label each attribute is told."""
        if label_id == self.current_id:
            self.attributes.show_uses(uses)

    def set_busy(self, *, busy: bool) -> None:
        """Keep the hands off while it is being saved."""
        for widget in (self.list, self.form, self.attributes, self.save):
            widget.setEnabled(not busy)

    def show_note(self, text: str, *, is_bad: bool = False) -> None:
        """Say something about what was done, or could not be."""
        self._note.setText(text)
        restyle(self._note, tone="bad" if is_bad else "dim")

    def take(self, labels: Iterable[Label]) -> None:
        """Take labels in from a template or a file; nothing that is there is changed by them."""
        added, changed = self.draft.take(labels)
        self._fill(max(len(self.draft.labels) - added, 0) if added else self.list.currentRow())
        self.show_note(
            self.tr("Labels added: {0}. Labels with more attributes now: {1}.").format(
                added, changed
            )
        )

    def add(self) -> None:
        """Make a label, and let the person name it."""
        number, name = 1, self.tr("label")
        while self.draft.is_taken(name):
            number += 1
            name = f"{self.tr('label')} {number}"
        self.draft.add(name, next_color(theme.label_colors, self.draft.labels))
        self._fill(len(self.draft.labels) - 1)
        self.form.begin_naming()

    def end(self, *, deletes: bool) -> None:
        """Ask where the objects of the marked label go, and take it off the list."""
        label_id, row = self.current_id, self.list.currentRow()
        if label_id is None:
            return
        others = [label for label in self.draft.labels if label.id != label_id]
        question = EndLabelDialog(
            self.draft.label(label_id),
            others,
            uses=self._uses_of(label_id),
            deletes=deletes,
            parent=self,
        )
        if question.asked():
            self.draft.end(label_id, into=question.into, deletes=question.deletes)
            self._fill(min(row, len(self.draft.labels) - 1))

    def _uses_of(self, label_id: UUID) -> Uses:
        by_clip: dict[UUID, int] = {}
        for borne in self.draft.borne(label_id):
            for clip_id, count in self._uses.get(borne, Uses()).by_clip.items():
                by_clip[clip_id] = by_clip.get(clip_id, 0) + count
        return Uses(by_clip)

    def _fill(self, row: int) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        for label in self.draft.labels:
            item = QListWidgetItem(swatch_icon(QColor(label.color)), label.name)
            item.setData(DIGIT_ROLE, "" if label.digit is None else str(label.digit))
            self.list.addItem(item)
        self.list.setCurrentRow(row if self.list.count() else -1)
        self.list.blockSignals(False)
        self._show_current()

    def _show_current(self) -> None:
        label_id = self.current_id
        label = None if label_id is None else self.draft.label(label_id)
        uses = None if label is None else self._uses_of(label.id)
        self.form.show_label(label, uses, is_private=label_id in self._private)
        self.attributes.show_label(label)
        for button in (self._merge, self._delete):
            button.setEnabled(label is not None)
        if label is not None and label.attributes and not self.draft.is_new(label.id):
            self.attributes_shown.emit(label.id)

    def _on_label(self, label: Label) -> None:
        # A name is taken when its field is left, also by making an attribute: the form does not
        # know of that one yet.
        attributes = self.draft.label(label.id).attributes
        self.draft.change(replace(label, attributes=attributes))
        self._fill(self.list.currentRow())

    def _on_private(self, label_id: UUID, is_private: bool) -> None:
        self._private = self._private - {label_id} | ({label_id} if is_private else frozenset())

    def _on_attributes(self, specs: tuple[AttributeSpec, ...]) -> None:
        if (label_id := self.current_id) is not None:
            self.draft.change(replace(self.draft.label(label_id), attributes=specs))

    def _on_attribute_removed(self, spec: AttributeSpec, uses: Uses | None) -> None:
        if uses is not None and uses.objects:
            text = self.tr(
                "“{0}” is told of {1}: it stays with them, unseen. Cancel brings it back."
            )
            self.show_note(text.format(spec.name, objects_text(uses.objects)))

    def _on_move(self, row: int, to: int) -> None:
        self.draft.move(self.draft.labels[row].id, to)
        self._fill(to)

    def _on_digit(self, digit: int) -> None:
        """Give the marked label a digit, or take it away when it has it."""
        if (label_id := self.current_id) is not None and digit:
            label = self.draft.label(label_id)
            self._on_label(replace(label, digit=None if label.digit == digit else digit))

    def _on_save(self) -> None:
        focused = self.focusWidget()
        if isinstance(focused, QuietField):
            focused.take()
        plan = self.draft.plan()
        if plan.changes_nothing and self.private_change.changes_nothing:
            self.accept()
            return
        self.set_busy(busy=True)
        self.show_note(self.tr("Saving…"))
        self.save_requested.emit(plan)

    def _on_import(self) -> None:
        chosen: tuple[Path, ...] = choose_files(
            self, self.tr("Take labels from a file"), [f"{self.tr('Labels of CVAT')} (*.json)"]
        )
        if chosen:
            self.file_chosen.emit(chosen[0])

    def _connect(self) -> None:
        self.list.currentRowChanged.connect(lambda _row: self._show_current())
        self.list.move_requested.connect(self._on_move)
        self.list.add_requested.connect(self.add)
        self.list.remove_requested.connect(lambda: self.end(deletes=True))
        self.list.name_requested.connect(self.form.begin_naming)
        self.list.digit_pressed.connect(self._on_digit)
        self.form.label_changed.connect(self._on_label)
        self.form.private_changed.connect(self._on_private)
        self.attributes.changed.connect(self._on_attributes)
        self.attributes.removed.connect(self._on_attribute_removed)
        self._add.clicked.connect(lambda _on=False: self.add())
        self._merge.clicked.connect(lambda _on=False: self.end(deletes=False))
        self._delete.clicked.connect(lambda _on=False: self.end(deletes=True))
        self.save.clicked.connect(lambda _on=False: self._on_save())
        for keys, slot in (
            ("Ctrl+M", lambda: self.end(deletes=False)),
            ("Ctrl+Return", self._on_save),
            ("Ctrl+Enter", self._on_save),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(slot)

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(6)
        left.addWidget(heading(self.tr("Labels")))
        self.list.setFixedWidth(_LIST_PX)
        left.addWidget(self.list, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        buttons.addWidget(self._add)
        buttons.addWidget(self._merge)
        buttons.addStretch(1)
        buttons.addWidget(self._delete)
        left.addLayout(buttons)
        right = QVBoxLayout()
        right.setSpacing(12)
        right.addWidget(self.form)
        right.addWidget(line())
        right.addWidget(self.attributes, 1)
        columns = QHBoxLayout()
        columns.setSpacing(20)
        columns.addLayout(left)
        columns.addLayout(right, 1)
        self.body.addLayout(columns)
        self.body.addWidget(self._note)
        self.list.setMinimumHeight(_BODY_PX - 80)
        self.add_at_left(self._more_button())
        self.save.setDefault(True)
        self.add_buttons(self.cancel_button(), self.save)

    def _more_button(self) -> QWidget:
        menu = QMenu(self)
        for template in TEMPLATES:
            if template.key != "empty":
                action = menu.addAction(template_text(template.key))
                action.triggered.connect(lambda _on=False, make=template.make: self.take(make()))
        menu.addSeparator()
        from_file = menu.addAction(self.tr("From a file of CVAT…"))
        from_file.triggered.connect(lambda _on=False: self._on_import())
        button = push_button(self.tr("Add from…"), icon="import")
        button.setMenu(menu)
        return button

    def sizeHint(self) -> QSize:
        return QSize(_WIDTH_PX, super().sizeHint().height())
