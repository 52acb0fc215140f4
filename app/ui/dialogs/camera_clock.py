"""Where a person says what the camera's clock showed: at one frame, or at two to measure drift.

The dialog leaves the window usable: the reading belongs to the frame on screen, so people step to
the frame at which the clock's second changes and read it there.
"""

from datetime import UTC, datetime, timedelta

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from app.session.clocks import zone_of
from app.ui.controls import WrappedLabel, card, push_button, restyle, text_label
from app.ui.controls.glyph import Glyph
from app.ui.dialogs.camera_clock_face import FaceField
from app.ui.dialogs.camera_clock_reading import Flaw, ReadingFields, Verdict, judged
from app.ui.dialogs.camera_clock_texts import (
    drift_text,
    flaw_text,
    frame_text,
    moment_text,
    source_text,
)
from app.ui.dialogs.camera_clock_zone import ZoneField
from app.ui.dialogs.frame import Dialog, note
from app.ui.timeline.times import ClipTimes
from models.records import ClipRecord

_WIDTH_PX = 480
_FACE_PX = 216
_FORM = "yyyy-MM-dd  HH:mm:ss.zzz"


class CameraClockDialog(Dialog):
    """Sets, measures or clears the clock of one clip.

    Signals:
        clock_chosen(clock: ClipClock, zone: str)
        clear_requested()
        restore_requested(): take back the last change.
    """

    clock_chosen = Signal(object, str)
    clear_requested = Signal()
    restore_requested = Signal()

    def __init__(
        self,
        clip: ClipRecord,
        times: ClipTimes,
        *,
        frame: int,
        can_restore: bool = False,
        now: datetime | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent, width_px=_WIDTH_PX)
        self.setWindowFlag(Qt.WindowType.Tool)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.set_words(
            self.tr("Camera clock"),
            self.tr(
                "Step to a frame in which you can read the camera's clock, and type what it shows. "
                "All frames get their wall-clock time from it."
            ),
        )
        self._clip, self._times = clip, times
        self._now = now or datetime.now(UTC)
        self._frame = self._first_frame = frame
        self._touched = False
        self._zone = ZoneField(_zone_to_show(clip))
        self._first = self._face_field(self.tr("The camera's clock at the first frame read"))
        self._second = self._face_field(self.tr("The camera's clock at the second frame read"))
        self._measures = QCheckBox(self.tr("A second reading elsewhere, to measure drift"))
        self._build(can_restore=can_restore)
        self._prefill(self._first)
        self._first.dateTimeChanged.connect(self._on_touched)
        self._second.dateTimeChanged.connect(lambda _: self._judge())
        self._zone.zone_changed.connect(self._on_zone)
        self._measures.toggled.connect(self._on_measures)
        self._on_measures(False)

    @property
    def verdict(self) -> Verdict:
        """The clock that the fields tell, or what is wrong with them."""
        measures = self._measures.isChecked()
        first_s = self._times.at(self._first_frame)
        return judged(
            ReadingFields(first_s, self._first.face),
            ReadingFields(self._times.at(self._frame), self._second.face) if measures else None,
            zone_name=self._zone.zone_name,
            known_drift_ppm=self._clip.clock_drift_ppm,
            now=self._now,
        )

    def set_times(self, times: ClipTimes) -> None:
        """Take the times of more frames of the same clip."""
        self._times = times
        self._judge()

    def show_frame(self, frame: int) -> None:
        """Say which frame is on screen now: the reading that is being made belongs to it."""
        self._frame = frame
        if not self._measures.isChecked():
            self._first_frame = frame
            if not self._touched:
                self._prefill(self._first)
        self._judge()

    def _build(self, *, can_restore: bool) -> None:
        self.body.addWidget(self._status_card())
        self._first_title = text_label("", "small", tone="dim")
        self.body.addSpacing(4)
        self.body.addWidget(self._first_title)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._first)
        row.addWidget(self._zone, 1)
        self.body.addLayout(row)
        self._measures.setMinimumHeight(28)
        self.body.addWidget(self._measures)
        self._second_title = text_label("", "small", tone="dim")
        self.body.addWidget(self._second_title)
        self.body.addWidget(self._second, 0, Qt.AlignmentFlag.AlignLeft)
        self._judgement = WrappedLabel(self.inner_px, "small", tone="dim")
        self.body.addWidget(self._judgement)
        self._go = push_button(self.tr("Set clock"), "primary")
        self._go.setDefault(True)
        self._go.clicked.connect(self._on_go)
        self.add_buttons(self.cancel_button(), self._go)
        if self._clip.recorded_at is not None:
            clear = push_button(self.tr("Clear"), "ghost")
            clear.setToolTip(self.tr("The clip has no wall clock then"))
            clear.clicked.connect(lambda _on=False: self._leave_by(self.clear_requested))
            self.add_at_left(clear)
        if can_restore:
            restore = push_button(self.tr("Undo last change"), "ghost", icon="undo-2")
            restore.clicked.connect(lambda _on=False: self._leave_by(self.restore_requested))
            self.add_at_left(restore)

    def _status_card(self) -> QWidget:
        box = card()
        row = QHBoxLayout(box)
        row.setContentsMargins(12, 10, 12, 10)
        row.setSpacing(10)
        row.addWidget(Glyph(16, "clock", "accent"), 0, Qt.AlignmentFlag.AlignTop)
        lines = QVBoxLayout()
        lines.setSpacing(2)
        self._now_shown = text_label("", "body", bold=True, tabular=True)
        lines.addWidget(self._now_shown)
        lines.addWidget(note(source_text(self._clip), self.inner_px - 52))
        row.addLayout(lines, 1)
        return box

    def _face_field(self, name: str) -> FaceField:
        field = FaceField(_FORM)
        field.setFixedWidth(_FACE_PX)
        field.setAccessibleName(name)
        return field

    def _prefill(self, field: FaceField) -> None:
        """Show what the clock is known to show, or the day of the import where it is not."""
        zone = zone_of(self._zone.zone_name) or UTC
        moment = self._times.wall_clock(self._frame)
        if moment is None:
            day = self._clip.created_at.astimezone(zone)
            moment = day.replace(hour=0, minute=0, second=0, microsecond=0)
        blocked = field.blockSignals(True)
        field.set_face(moment.astimezone(zone).replace(tzinfo=None))
        field.blockSignals(blocked)

    def _judge(self) -> None:
        """Say what the fields mean, and let go on only with what a clock can show."""
        times, measures = self._times, self._measures.isChecked()
        moment = times.wall_clock(self._frame)
        self._now_shown.setText(
            self.tr("No wall clock yet") if moment is None else moment_text(moment)
        )
        first = frame_text(times, self._first_frame)
        self._first_title.setText(self.tr("At {0} the camera's clock shows").format(first))
        second = frame_text(times, self._frame)
        self._second_title.setText(self.tr("At {0} it shows").format(second))
        verdict = self.verdict
        text, tone = "", "dim"
        if verdict.flaw is not None:
            text = flaw_text(verdict)
            tone = "dim" if verdict.flaw is Flaw.SAME_FRAME else "warn"
        elif verdict.twice:
            text = self.tr(
                "The clock showed this time twice that night; the first is taken. Give an offset "
                "such as +01:00 for the zone to mean the other."
            )
        elif measures:
            text = drift_text(verdict)
        self._judgement.setText(text)
        self._judgement.setVisible(bool(text))
        restyle(self._judgement, tone=tone)
        self._go.setEnabled(verdict.flaw is None)
        self.adjustSize()

    def _on_touched(self) -> None:
        self._touched = True
        self._judge()

    def _on_zone(self) -> None:
        """Show the same moment on another zone's clock, unless a person typed what is shown."""
        if not self._touched and self._zone.zone_name:
            self._prefill(self._first)
        self._judge()

    def _on_measures(self, on: bool) -> None:
        for part in (self._second_title, self._second):
            part.setVisible(on)
        if on:
            self._touched = True
            apart_s = self._times.at(self._frame) - self._times.at(self._first_frame)
            self._second.set_face(self._first.face + timedelta(seconds=apart_s))
        else:
            self._first_frame = self._frame
        self._judge()

    def _on_go(self) -> None:
        verdict = self.verdict
        if verdict.clock is not None:
            self.clock_chosen.emit(verdict.clock, self._zone.zone_name)
            self.accept()

    def _leave_by(self, signal: SignalInstance) -> None:
        signal.emit()
        self.accept()


def _zone_to_show(clip: ClipRecord) -> str:
    """Give the zone that the clip's clock is in; "" leaves it to this computer's."""
    if clip.clock_zone:
        return clip.clock_zone
    return "" if clip.recorded_at is None else f"{clip.recorded_at:%z}" or "UTC"
