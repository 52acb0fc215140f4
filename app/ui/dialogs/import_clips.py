"""What a person says of the footage that is about to be imported."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from app.session.clocks import wall_times, zone_of
from app.ui.controls import ElidedLabel, card, push_button, text_label
from app.ui.controls.glyph import Glyph
from app.ui.controls.sizes import size_text
from app.ui.dialogs.camera_clock_face import FaceField
from app.ui.dialogs.camera_clock_zone import ZoneField
from app.ui.dialogs.frame import Dialog, add_field, form, note

_LISTED = 4


@dataclass(frozen=True, slots=True)
class ImportChoice:
    """What to import, and what was said of it.

    name, event_id: "" takes the file's name and a new id. With several files only the camera and
    its clock are asked, for all of them.
    recorded_at: aware; None leaves it to the file. zone: the camera's time zone.
    """

    paths: tuple[Path, ...]
    name: str = ""
    event_id: str = ""
    camera: str = ""
    recorded_at: datetime | None = None
    zone: str = ""


class ImportDialog(Dialog):
    """Asks for the details; `choice` is the answer once it was accepted."""

    def __init__(self, paths: Sequence[Path], parent: QWidget | None = None) -> None:
        super().__init__(parent, width_px=480)
        many = self.tr("Import {0} files").format(QLocale().toString(len(paths)))
        self.set_words(self.tr("Import footage") if len(paths) == 1 else many)
        self._paths = tuple(paths)
        self._name = QLineEdit(paths[0].stem if len(paths) == 1 else "")
        self._event_id = QLineEdit()
        self._camera = QLineEdit()
        self._knows_moment = QCheckBox(self.tr("Recorded at"))
        self._moment = FaceField("d MMM yyyy  HH:mm:ss")
        self._zone = ZoneField()
        self._build()

    @property
    def choice(self) -> ImportChoice:
        return ImportChoice(
            paths=self._paths,
            name=self._name.text().strip(),
            event_id=self._event_id.text().strip(),
            camera=self._camera.text().strip(),
            recorded_at=self._recorded_at(),
            zone=self._zone.zone_name,
        )

    @classmethod
    def ask(cls, paths: Sequence[Path], parent: QWidget | None = None) -> ImportChoice | None:
        """Ask; None when it was cancelled."""
        dialog = cls(paths, parent)
        return dialog.choice if dialog.asked() else None

    def _build(self) -> None:
        self.body.addWidget(self._file_list())
        fields = form()
        if len(self._paths) == 1:
            add_field(fields, self.tr("Name"), self._name)
            self._event_id.setPlaceholderText(self.tr("A new one is made"))
            add_field(fields, self.tr("Event id"), self._event_id)
        self._camera.setPlaceholderText(self.tr("Optional"))
        add_field(fields, self.tr("Camera"), self._camera)
        self._prepare_moment()
        fields.addRow(self._knows_moment, self._moment)
        add_field(fields, self.tr("Camera's zone"), self._zone)
        self.body.addLayout(fields)
        self.body.addWidget(
            note(
                self.tr(
                    "Left open, the time is taken from the file where it states a believable one. "
                    "It can be set later: Camera clock."
                ),
                self.inner_px,
            )
        )
        self.body.addWidget(self._originals_note())
        go = push_button(self.tr("Import and encrypt"), "primary", icon="lock")
        go.setDefault(True)
        go.clicked.connect(lambda _on=False: self.accept())
        self.add_buttons(self.cancel_button(), go)

    def _file_list(self) -> QWidget:
        box = card()
        rows = QVBoxLayout(box)
        rows.setContentsMargins(12, 8, 12, 8)
        rows.setSpacing(4)
        for path in self._paths[:_LISTED]:
            row = QHBoxLayout()
            row.setSpacing(8)
            row.addWidget(Glyph(14, "film"))
            row.addWidget(ElidedLabel(path.name), 1)
            row.addWidget(text_label(_size_text(path), "small", tone="dim", tabular=True))
            rows.addLayout(row)
        rest = len(self._paths) - _LISTED
        if rest > 0:
            rows.addWidget(text_label(self.tr("and %n more", "", rest), "small", tone="dim"))
        return box

    def _prepare_moment(self) -> None:
        self._moment.setAccessibleName(self.tr("Recorded at"))
        self._moment.setEnabled(False)
        # When the file was written is a fair first guess of when recording ended, no more: it is
        # offered and not taken.
        written = self._paths[0].stat().st_mtime if self._paths[0].exists() else 0.0
        self._moment.set_face(datetime.fromtimestamp(round(written)))  # noqa: DTZ006 - a face
        self._knows_moment.setMinimumHeight(28)
        self._knows_moment.toggled.connect(self._moment.setEnabled)

    def _originals_note(self) -> QWidget:
        box = card("note")
        row = QHBoxLayout(box)
        row.setContentsMargins(12, 10, 12, 10)
        row.setSpacing(10)
        row.addWidget(Glyph(16, "info", "accent"), 0, Qt.AlignmentFlag.AlignTop)
        text = self.tr(
            "The plain original stays where it is. Safelight never deletes it: once you have "
            "checked the import, remove it yourself if it must not stay readable."
        )
        row.addWidget(note(text, self.inner_px - 52), 1)
        return box

    def _recorded_at(self) -> datetime | None:
        if not self._knows_moment.isChecked():
            return None
        shown, zone = self._moment.face, zone_of(self._zone.zone_name)
        if zone is None:
            return shown.astimezone()
        # A time that the clocks jumped over is read as if they had not.
        return next(iter(wall_times(shown, zone)), shown.replace(tzinfo=zone))


def _size_text(path: Path) -> str:
    try:
        return size_text(path.stat().st_size)
    except OSError:
        return ""
