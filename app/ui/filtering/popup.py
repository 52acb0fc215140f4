"""A filter by controls, for those who do not type it: labels, source, size, length."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID

from PySide6.QtCore import QLocale, QPoint, Qt, Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.ui.controls import push_button, text_label
from models.annotation.labels import Label
from models.annotation.track import Source, Status
from models.annotation.track_filter import IssueMark, Range, TrackFilter

_WIDTH_PX, _ROW_PX, _GAP_PX, _MOST_ROWS = 292, 20, 6, 8
_MOST = 999_999
_ANY, _YES, _NO = range(3)


class FilterPopup(QFrame):
    """Shows a filter, and says how the person changes it; what it has no control for stays.

    Signals:
        wanted_changed(TrackFilter): by the person's hand, not by `show_filter`.
    """

    wanted_changed = Signal(object)

    def __init__(self, parent: QWidget, *, whole_tracks: bool) -> None:
        """With `whole_tracks` it asks of tracks, else of boxes in all clips."""
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("surface", "card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("Filter"))
        self.setFixedWidth(_WIDTH_PX)
        self._wanted = TrackFilter()
        self._following = False
        self._labels: dict[UUID, QCheckBox] = {}
        self._label_area = QScrollArea(self)
        self._sources = {source: QCheckBox(self._source_name(source)) for source in Source}
        self._occluded = self._three(self.tr("Occluded"))
        self._suggested = self._three(self.tr("Suggestions"))
        self._status = QComboBox(self)
        self._issues = QComboBox(self)
        self._ranges: dict[str, tuple[QLineEdit, QLineEdit]] = {}
        self._lay_out(whole_tracks=whole_tracks)

    def set_labels(self, labels: Iterable[Label]) -> None:
        """Offer these labels."""
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(_GAP_PX)
        self._labels = {}
        for label in labels:
            box = QCheckBox(label.name.replace("&", "&&"))
            box.toggled.connect(lambda _on: self._on_changed())
            column.addWidget(box)
            self._labels[label.id] = box
        rows = min(max(len(self._labels), 1), _MOST_ROWS)
        self._label_area.setWidget(inside)
        inside.setAutoFillBackground(False)
        self._label_area.viewport().setAutoFillBackground(False)
        self._label_area.setFixedHeight(rows * (_ROW_PX + _GAP_PX))
        self.show_filter(self._wanted)

    def show_filter(self, wanted: TrackFilter) -> None:
        """Let the controls say what the filter says."""
        self._wanted, self._following = wanted, True
        for label_id, box in self._labels.items():
            box.setChecked(label_id in wanted.labels)
        for source, box in self._sources.items():
            box.setChecked(source in wanted.sources)
        for combo, flag in ((self._occluded, wanted.occluded), (self._suggested, wanted.suggested)):
            combo.setCurrentIndex(_ANY if flag is None else _YES if flag else _NO)
        _show_one(self._status, wanted.statuses)
        _show_one(self._issues, wanted.issues)
        for name, fields in self._ranges.items():
            ends: Range | None = getattr(wanted, name)
            for field, end in zip(fields, (ends and ends.least, ends and ends.most), strict=True):
                field.setText("" if end is None else str(end))
        self._following = False

    def open_below(self, widget: QWidget) -> None:
        """Open under a widget, within the screen."""
        self.adjustSize()
        at = widget.mapToGlobal(QPoint(widget.width() - self.width(), widget.height() + 4))
        room = widget.screen().availableGeometry()
        left = min(max(at.x(), room.left()), room.right() - self.width())
        top = min(max(at.y(), room.top()), max(room.bottom() - self.height(), room.top()))
        self.move(left, top)
        self.show()
        first = next(iter(self._labels.values()), self._occluded)
        first.setFocus(Qt.FocusReason.PopupFocusReason)

    def _lay_out(self, *, whole_tracks: bool) -> None:
        self._label_area.setAccessibleName(self.tr("Labels"))
        self._label_area.setFrameShape(QFrame.Shape.NoFrame)
        self._label_area.setWidgetResizable(True)
        self._label_area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._label_area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        sources = QGridLayout()
        sources.setHorizontalSpacing(6)
        sources.setVerticalSpacing(10)
        for place, box in enumerate(self._sources.values()):
            box.toggled.connect(lambda _on: self._on_changed())
            sources.addWidget(box, place // 2, place % 2)
        self._status.addItem(self.tr("any"), None)
        for status in Status:
            self._status.addItem(self._status_name(status), status)
        self._issues.addItem(self.tr("with or without"), None)
        for mark in IssueMark:
            self._issues.addItem(self._mark_name(mark), mark)
        for combo in (self._status, self._issues):
            combo.activated.connect(lambda _at: self._on_changed())
        self._issues.setAccessibleName(self.tr("Issues"))
        form = QFormLayout()
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(6)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        rows: list[tuple[str, QWidget]] = [(self.tr("Occluded"), self._occluded)]
        if whole_tracks:
            rows.append((self.tr("Suggestions"), self._suggested))
        rows.append((self.tr("Review"), self._status))
        rows.append((self.tr("Issues"), self._issues))
        rows.append((self.tr("Size, px"), self._range("side", self.tr("Longer side in pixels"))))
        if whole_tracks:
            rows.append((self.tr("Frames"), self._range("length", self.tr("Length in frames"))))
        else:
            rows.append((self.tr("Frame"), self._range("frames", self.tr("Frame number"))))
        for name, field in rows:
            label = text_label(name, "small", tone="dim")
            label.setMinimumHeight(28)
            form.addRow(label, field)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.setSpacing(6)
        layout.addWidget(text_label(self.tr("Labels"), "small", tone="dim"))
        layout.addWidget(self._label_area)
        layout.addWidget(text_label(self.tr("Source"), "small", tone="dim"))
        layout.addLayout(sources)
        layout.addSpacing(6)
        layout.addLayout(form)
        clear = push_button(self.tr("Clear"), "ghost")
        clear.clicked.connect(lambda _on=False: self._take(TrackFilter()))
        layout.addWidget(clear, 0, Qt.AlignmentFlag.AlignRight)

    def _three(self, name: str) -> QComboBox:
        combo = QComboBox(self)
        combo.setAccessibleName(name)
        combo.addItems([self.tr("any"), self.tr("yes"), self.tr("no")])
        combo.activated.connect(lambda _at: self._on_changed())
        return combo

    def _range(self, name: str, spoken: str) -> QWidget:
        both = QWidget(self)
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        least, most = QLineEdit(both), QLineEdit(both)
        numbers = QIntValidator(0, _MOST, self)
        numbers.setLocale(QLocale.c())
        for field, hint in ((least, self.tr("from")), (most, self.tr("to"))):
            field.setValidator(numbers)
            field.setPlaceholderText(hint)
            field.setAccessibleName(f"{spoken}, {hint}")
            field.editingFinished.connect(self._on_changed)
            row.addWidget(field)
        self._ranges[name] = (least, most)
        return both

    def _on_changed(self) -> None:
        if self._following:
            return
        ticked = {label_id for label_id, box in self._labels.items() if box.isChecked()}
        wanted = replace(
            self._wanted,
            labels=frozenset(ticked | (self._wanted.labels - self._labels.keys())),
            sources=frozenset(one for one, box in self._sources.items() if box.isChecked()),
            occluded=_flag(self._occluded),
            suggested=_flag(self._suggested),
            statuses=_one_of(self._status, self._wanted.statuses),
            issues=_one_of(self._issues, self._wanted.issues),
        )
        for name, (least, most) in self._ranges.items():
            wanted = replace(wanted, **{name: _range_of(least, most)})  # type: ignore[arg-type]
        if wanted != self._wanted:
            self._take(wanted)

    def _take(self, wanted: TrackFilter) -> None:
        self.show_filter(wanted)
        self.wanted_changed.emit(wanted)

    def _source_name(self, source: Source) -> str:
        match source:
            case Source.MANUAL:
                return self.tr("drawn by hand")
            case Source.SUGGESTED:
                return self.tr("suggested")
            case Source.SEMI_AUTO:
                return self.tr("semi-automatic")
            case Source.IMPORTED:
                return self.tr("imported")

    def _mark_name(self, mark: IssueMark) -> str:
        match mark:
            case IssueMark.OPEN:
                return self.tr("open")
            case IssueMark.FIXED:
                return self.tr("fixed")
            case IssueMark.RESOLVED:
                return self.tr("resolved")
            case IssueMark.ANY:
                return self.tr("any issue")
            case IssueMark.NONE:
                return self.tr("no issue")

    def _status_name(self, status: Status) -> str:
        match status:
            case Status.PENDING:
                return self.tr("pending")
            case Status.SUBMITTED:
                return self.tr("submitted")
            case Status.ACCEPTED:
                return self.tr("accepted")
            case Status.REJECTED:
                return self.tr("rejected")


def _show_one(combo: QComboBox, values: frozenset[Any]) -> None:
    """Show the only value; several, which can be typed, are shown as none."""
    only = next(iter(values)) if len(values) == 1 else None
    combo.setCurrentIndex(max(combo.findData(only), 0))


def _one_of(combo: QComboBox, before: frozenset[Any]) -> frozenset[Any]:
    """Return what is chosen; several that were typed stay until one is chosen."""
    chosen = combo.currentData()
    if chosen is None and len(before) > 1:
        return before
    return frozenset(() if chosen is None else (chosen,))


def _flag(combo: QComboBox) -> bool | None:
    return {_YES: True, _NO: False}.get(combo.currentIndex())


def _range_of(least: QLineEdit, most: QLineEdit) -> Range | None:
    first, last = (int(field.text()) if field.text() else None for field in (least, most))
    if first is None and last is None:
        return None
    if first is not None and last is not None and first > last:
        first, last = last, first
    return Range(first, last)
