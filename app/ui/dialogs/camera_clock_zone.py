"""Where a person names a time zone: a list to search, or an offset to type."""

from datetime import UTC

from PySide6.QtCore import QStringListModel, Qt, QTimeZone, Signal
from PySide6.QtWidgets import QComboBox, QCompleter, QWidget

from app.session.clocks import zone_names, zone_of
from app.ui.controls.completions import dress_completions

_SHOWN_ROWS = 12


class ZoneField(QComboBox):
    """Names of zones such as "Europe/Berlin", UTC, and offsets such as "+01:00".

    Signals:
        zone_changed(): another zone stands here, or what is typed is none.
    """

    zone_changed = Signal()

    def __init__(self, zone: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setMaxVisibleItems(_SHOWN_ROWS)
        # Measuring all names for the width would cost more than the rest of a dialog.
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(16)
        names = QStringListModel(("UTC", *zone_names()), self)
        self.setModel(names)
        completer = QCompleter(names, self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.setCompleter(completer)
        dress_completions(completer)
        for listed in (self.view(), completer.popup()):
            if listed is not None:
                listed.setAccessibleName(self.tr("Time zones"))
        self.setToolTip(self.tr("A city's zone, or an offset: Europe/Berlin, +01:00"))
        self.setEditText(zone or local_zone_name())
        self.editTextChanged.connect(lambda _text: self.zone_changed.emit())

    @property
    def zone_name(self) -> str:
        """The name of the zone; "" where what stands here is none."""
        typed = self.currentText().strip()
        if zone_of(typed) is not None:
            return typed
        # People type "berlin"; a single zone of that name is meant.
        wanted = typed.replace(" ", "_").casefold()
        meant = [name for name in zone_names() if name.casefold().endswith(f"/{wanted}")]
        return meant[0] if len(meant) == 1 and wanted else ""


def local_zone_name() -> str:
    """Return this computer's zone, as far as it has a name that is known here."""
    name = bytes(QTimeZone.systemTimeZoneId().data()).decode("ascii", "replace")
    # Servers say "Etc/UTC".
    return name if zone_of(name) not in (None, UTC) else "UTC"
