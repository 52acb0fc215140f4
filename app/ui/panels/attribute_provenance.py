"""Where a box comes from, in words: source, model, who set it and when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

from PySide6.QtCore import QCoreApplication, QDate, QLocale

from app.ui.panels.attribute_facts import holding
from app.ui.panels.object_texts import source_text
from models.annotation import Track, shape_at

_ID_LETTERS = 8
_VERSION_LETTERS = 8

# Gives a person's name, "" where they are not known.
NameOf = Callable[[UUID], str]


def no_name(_person_id: UUID) -> str:
    """Know nobody: people are told by the first letters of their ids then."""
    return ""


def source_line(track: Track, frame_index: int) -> str:
    """Say the source and how sure a model was: "suggested · 0.84"."""
    shape = shape_at(track, frame_index)
    text = source_text(track.source if shape is None else shape.source)
    if shape is not None and shape.score is not None:
        return f"{text} \N{MIDDLE DOT} {shape.score:.2f}"
    return text


def model_line(track: Track, frame_index: int) -> str:
    """Say which model proposed the box: "nano 5f2c81aa", or nothing."""
    key = holding(track, frame_index)
    if key is None or key.detection is None:
        return ""
    said = key.detection
    return f"{said.model} {said.version[:_VERSION_LETTERS]}".strip()


def author_line(
    track: Track,
    frame_index: int,
    me: UUID | None,
    *,
    name_of: NameOf = no_name,
    now: datetime | None = None,
) -> str:
    """Say who set the keyframe that holds here, and when: "you · 28 Nov 06:42", or nothing.

    As short as can be: today's time alone, and for another year no time.
    """
    found = _author_and_moment(track, frame_index, me, name_of)
    if found is None:
        return ""
    who, moment = found
    if moment is None:
        return who
    today = (now or datetime.now(UTC)).astimezone()
    if moment.date() == today.date():
        return f"{who} \N{MIDDLE DOT} {moment:%H:%M}"
    if moment.year == today.year:
        return f"{who} \N{MIDDLE DOT} {_date_text(moment, 'd MMM')} {moment:%H:%M}"
    return f"{who} \N{MIDDLE DOT} {_date_text(moment, 'd MMM yyyy')}"


def author_tip(
    track: Track, frame_index: int, me: UUID | None, *, name_of: NameOf = no_name
) -> str:
    """Say the same as `author_line`, and always all of the date and the time."""
    found = _author_and_moment(track, frame_index, me, name_of)
    if found is None:
        return ""
    who, moment = found
    when = "" if moment is None else f"{_date_text(moment, 'd MMM yyyy')} {moment:%H:%M}"
    return f"{who} \N{MIDDLE DOT} {when}" if when else who


def _author_and_moment(
    track: Track, frame_index: int, me: UUID | None, name_of: NameOf
) -> tuple[str, datetime | None] | None:
    key = holding(track, frame_index)
    if key is None or key.author is None:
        return None
    who = (
        QCoreApplication.translate("Attributes", "you")
        if key.author == me
        else name_of(key.author) or key.author.hex[:_ID_LETTERS]
    )
    moment = datetime.fromtimestamp(key.at_us / 1_000_000, UTC).astimezone()
    return who, moment if key.at_us else None


def _date_text(moment: datetime, form: str) -> str:
    return QLocale().toString(QDate(moment.year, moment.month, moment.day), form)
