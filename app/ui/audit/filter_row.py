"""By what the audit log can be narrowed: time, kind, person, device, clip."""

import time
from collections.abc import Iterable
from typing import Generic, TypeVar
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from app.ui.audit.names import Names
from app.ui.audit.texts import kind_text
from app.ui.controls.combo_box import ElidedComboBox
from models.audit.entry import Entry, Kind
from models.audit.reading import UnreadableEntry
from models.audit.wanted import Wanted

_DAY_S = 24 * 3600
# A list that is longer is no way to choose any more.
_MOST_CHOICES = 500
_Key = TypeVar("_Key")


class _Choice(ElidedComboBox, Generic[_Key]):
    """A list to choose one from, or all: what Qt keeps of a value is not always that value."""

    def __init__(self, name: str, everything: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._keys: list[_Key | None] = []
        self.setAccessibleName(name)
        self.view().setAccessibleName(name)
        self.setToolTip(name)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self._add(everything, None)

    @property
    def key(self) -> _Key | None:
        """What is chosen, None for all."""
        at = self.currentIndex()
        return self._keys[at] if 0 <= at < len(self._keys) else None

    def offer(self, key: _Key, name: str) -> None:
        """Let this be chosen, unless it can be already."""
        if key not in self._keys and len(self._keys) <= _MOST_CHOICES:
            self._add(name, key)

    def choose(self, key: _Key | None) -> None:
        """Choose this."""
        self.setCurrentIndex(self._keys.index(key))

    def forget(self) -> None:
        """Leave only all."""
        self.setCurrentIndex(0)
        while self.count() > 1:
            self.removeItem(1)
        del self._keys[1:]

    def _add(self, name: str, key: _Key | None) -> None:
        # The key first: adding the first name tells those who listen.
        self._keys.append(key)
        self.addItem(name)


class FilterRow(QWidget):
    """A row of lists to choose from; who and what can be chosen grows with what was read.

    Signals:
        changed(Wanted)
    """

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._offered: set[UUID | bytes] = set()
        self.days: _Choice[int] = _Choice(self.tr("Time"), self.tr("Any time"), self)
        for days, text in (
            (1, self.tr("Last 24 hours")),
            (7, self.tr("Last 7 days")),
            (30, self.tr("Last 30 days")),
            (365, self.tr("Last year")),
        ):
            self.days.offer(days, text)
        self.kind: _Choice[Kind] = _Choice(self.tr("What"), self.tr("Everything"), self)
        for kind in sorted(Kind, key=kind_text):
            self.kind.offer(kind, kind_text(kind))
        self.person: _Choice[UUID] = _Choice(self.tr("Who"), self.tr("Everybody"), self)
        self.device: _Choice[bytes] = _Choice(self.tr("Device"), self.tr("Every device"), self)
        self.clip: _Choice[UUID] = _Choice(self.tr("Clip"), self.tr("Every clip"), self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for each in (self.days, self.kind, self.person, self.device, self.clip):
            layout.addWidget(each, 1)
            each.currentIndexChanged.connect(lambda _at: self.changed.emit(self.wanted))

    @property
    def wanted(self) -> Wanted:
        """What is chosen now."""
        days, since_us = self.days.key, None
        if days is not None:
            since_us = time.time_ns() // 1000 - days * _DAY_S * 1_000_000
        return Wanted(
            kind=self.kind.key,
            person=self.person.key,
            device=self.device.key,
            clip=self.clip.key,
            since_us=since_us,
        )

    def offer(self, entries: Iterable[Entry | UnreadableEntry], names: Names) -> None:
        """Let people, devices and clips of these entries be chosen."""
        for entry in entries:
            if entry.device_id not in self._offered:
                self._offered.add(entry.device_id)
                self.device.offer(entry.device_id, names.device(entry.device_id))
            if isinstance(entry, UnreadableEntry):
                continue
            person, clip_id = entry.signer.person, entry.event.clip_id
            if person not in self._offered:
                self._offered.add(person)
                self.person.offer(person, names.person(person))
            if clip_id is not None and clip_id not in self._offered:
                self._offered.add(clip_id)
                self.clip.offer(clip_id, names.clip(clip_id))

    def forget(self) -> None:
        """Drop every name."""
        self._offered.clear()
        for each in (self.person, self.device, self.clip):
            each.forget()
