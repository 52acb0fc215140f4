"""By what the audit log can be narrowed: time, kind, person, device, clip."""

import time
from collections.abc import Iterable
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from app.ui.audit.names import Names
from app.ui.audit.texts import kind_text
from app.ui.audit.wanted import Wanted
from models.audit.entry import Entry, Kind
from models.audit.reading import UnreadableEntry

_DAY_S = 24 * 3600
# A list that is longer is no way to choose any more.
_MOST_CHOICES = 500


class FilterRow(QWidget):
    """A row of lists to choose from; who and what can be chosen grows with what was read.

    Signals:
        changed(Wanted)
    """

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._offered: set[UUID | bytes] = set()
        self._time = self._list(self.tr("Time"), self.tr("Any time"))
        for days, text in (
            (1, self.tr("Last 24 hours")),
            (7, self.tr("Last 7 days")),
            (30, self.tr("Last 30 days")),
            (365, self.tr("Last year")),
        ):
            self._time.addItem(text, days)
        self._kind = self._list(self.tr("What"), self.tr("Everything"))
        for kind in sorted(Kind, key=kind_text):
            self._kind.addItem(kind_text(kind), kind)
        self._person = self._list(self.tr("Who"), self.tr("Everybody"))
        self._device = self._list(self.tr("Device"), self.tr("Every device"))
        self._clip = self._list(self.tr("Clip"), self.tr("Every clip"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for each in (self._time, self._kind, self._person, self._device, self._clip):
            layout.addWidget(each, 1)
            each.currentIndexChanged.connect(lambda _at: self.changed.emit(self.wanted))

    @property
    def wanted(self) -> Wanted:
        """What is chosen now."""
        days = self._time.currentData()
        since_us = None if days is None else (time.time_ns() // 1000) - days * _DAY_S * 1_000_000
        return Wanted(
            kind=self._kind.currentData(),
            person=self._person.currentData(),
            device=self._device.currentData(),
            clip=self._clip.currentData(),
            since_us=since_us,
        )

    def offer(self, entries: Iterable[Entry | UnreadableEntry], names: Names) -> None:
        """Let people, devices and clips of these entries be chosen."""
        for entry in entries:
            if entry.device_id not in self._offered:
                self._offered.add(entry.device_id)
                _add(self._device, entry.device_id, names.device(entry.device_id))
            if isinstance(entry, UnreadableEntry):
                continue
            person, clip_id = entry.signer.person, entry.event.clip_id
            if person not in self._offered:
                self._offered.add(person)
                _add(self._person, person, names.person(person))
            if clip_id is not None and clip_id not in self._offered:
                self._offered.add(clip_id)
                _add(self._clip, clip_id, names.clip(clip_id))

    def forget(self) -> None:
        """Drop every name."""
        self._offered.clear()
        for each in (self._person, self._device, self._clip):
            while each.count() > 1:
                each.removeItem(1)

    def _list(self, name: str, everything: str) -> QComboBox:
        combo = QComboBox(self)
        combo.setAccessibleName(name)
        combo.view().setAccessibleName(name)
        combo.setToolTip(name)
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.setMinimumContentsLength(8)
        combo.addItem(everything, None)
        return combo


def _add(combo: QComboBox, key: object, name: str) -> None:
    if combo.count() <= _MOST_CHOICES:
        combo.addItem(name, key)
