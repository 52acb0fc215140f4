"""A field for what a clock shows: day and time, without a zone."""

from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QDate, QDateTime, QTime, QTimeZone
from PySide6.QtWidgets import QDateTimeEdit, QWidget

from app.ui.dialogs.frame import pad

_EPOCH = datetime.fromtimestamp(0, UTC).replace(tzinfo=None)


class FaceField(QDateTimeEdit):
    """Day and time of a clock somewhere; Qt's own knows this computer's zone and bends to it."""

    def __init__(self, form: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTimeZone(QTimeZone.utc())
        self.setDisplayFormat(form)
        pad(self)

    @property
    def face(self) -> datetime:
        """What the field shows; naive, to the millisecond."""
        return _EPOCH + timedelta(milliseconds=self.dateTime().toMSecsSinceEpoch())

    def set_face(self, face: datetime) -> None:
        """Show another day and time."""
        day = QDate(face.year, face.month, face.day)
        time = QTime(face.hour, face.minute, face.second, face.microsecond // 1000)
        self.setDateTime(QDateTime(day, time, QTimeZone.utc()))
