"""What files say of themselves: read from real files, strictly, and refused where it cannot be."""

import io
from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.media.clip_facts import (
    APPLE_DATE,
    CREATION_TIME,
    ClipFacts,
    is_believable,
    moment_in,
    read_facts,
    timecode_in,
)
from app.media.errors import NotAVideoError

NOW = datetime(2026, 11, 28, 3, 0, tzinfo=UTC)
ONE_HOUR_EAST = timezone(timedelta(hours=1))


def a_file(
    tags: dict[str, str],
    *,
    container: str = "mov",
    codec: str = "mpeg4",
    picture_tags: dict[str, str] | None = None,
    options: dict[str, str] | None = None,
) -> io.BytesIO:
    sink = io.BytesIO()
    with av.open(sink, "w", format=container, options=options or {}) as output:
        output.metadata.update(tags)
        stream = output.add_stream(codec, rate=Fraction(30_000, 1001))
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        stream.metadata.update(picture_tags or {})
        for number in range(3):
            grey = np.full((48, 64), 60 + number, np.uint8)
            frame = av.VideoFrame.from_ndarray(grey, "gray").reformat(format="yuv420p")
            frame.pts = number
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return io.BytesIO(sink.getvalue())


@pytest.mark.parametrize("container", ["mov", "mp4", "matroska"])
def test_a_file_s_creation_time_is_utc(container: str) -> None:
    file = a_file({CREATION_TIME: "2026-11-22T07:14:03.000000Z"}, container=container)
    facts = read_facts(file, now=NOW)
    assert facts.recorded_at == datetime(2026, 11, 22, 7, 14, 3, tzinfo=UTC)
    assert facts.date_tag == CREATION_TIME


def test_the_date_of_a_phone_keeps_its_zone_and_goes_before_the_file_s() -> None:
    tags = {APPLE_DATE: "2026-11-22T08:14:03+0100", CREATION_TIME: "2026-11-22T07:20:00Z"}
    facts = read_facts(a_file(tags, options={"movflags": "use_metadata_tags"}), now=NOW)
    assert facts.recorded_at == datetime(2026, 11, 22, 8, 14, 3, tzinfo=ONE_HOUR_EAST)
    assert facts.recorded_at is not None
    assert facts.recorded_at.utcoffset() == timedelta(hours=1)
    assert facts.date_tag == APPLE_DATE


@pytest.mark.parametrize(
    "stated",
    [
        "1904-01-01T00:00:00.000000Z",
        "1970-01-01T00:00:00.000000Z",
        "2000-01-01T00:07:31.000000Z",
        "2026-11-30T03:00:00.000000Z",
        "2036-02-07T06:28:15.000000Z",
    ],
)
def test_a_date_that_cannot_be_is_refused(stated: str) -> None:
    facts = read_facts(a_file({CREATION_TIME: stated}, container="matroska"), now=NOW)
    assert (facts.recorded_at, facts.date_tag) == (None, "")


@pytest.mark.parametrize("timecode", ["01:00:00:00", "00:59:59;28"])
def test_the_timecode_of_the_first_frame_is_read_with_its_way_of_dropping(timecode: str) -> None:
    assert read_facts(a_file({"timecode": timecode}), now=NOW).start_timecode == timecode


def test_a_file_says_what_its_streams_are() -> None:
    facts = read_facts(a_file({}), now=NOW)
    assert facts.average_rate == Fraction(30_000, 1001)
    assert (facts.has_audio, facts.bit_depth) == (False, 8)
    assert facts.profile == "Simple Profile"
    assert facts.start_timecode == ""


def test_a_file_without_tags_says_nothing_of_its_time(plain: bytes) -> None:
    facts = read_facts(io.BytesIO(plain), now=NOW)
    assert facts == ClipFacts(
        average_rate=facts.average_rate, profile=facts.profile, bit_depth=8, interlaced=False
    )


@pytest.fixture
def plain() -> bytes:
    return a_file({}, container="mp4", codec="libx264").getvalue()


def test_what_is_no_video_is_refused() -> None:
    with pytest.raises(NotAVideoError):
        read_facts(io.BytesIO(b"no video at all" * 100))


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-22T08:14:03Z", datetime(2026, 11, 22, 8, 14, 3, tzinfo=UTC)),
        ("2026-11-22 08:14:03", datetime(2026, 11, 22, 8, 14, 3)),  # noqa: DTZ001 - said so
        (
            "2026-11-22T08:14:03.123456789+01:00",
            datetime(2026, 11, 22, 8, 14, 3, 123456, tzinfo=ONE_HOUR_EAST),
        ),
        ("2026-02-30T08:14:03Z", None),
        ("2026-11-22T24:14:03Z", None),
        ("2026-11-22T08:14:03+99:00", None),
        ("2026-11-22T08:14:03Z; DROP TABLE", None),
        ("٢٠٢٦-11-22T08:14:03Z", None),
        ("2026-11-22", None),
        ("", None),
        ("2026-11-22T08:14:03." + "0" * 400 + "Z", None),
    ],
)
def test_a_date_is_read_in_one_form_only(text: str, moment: datetime | None) -> None:
    assert moment_in(text) == moment


@pytest.mark.parametrize(
    ("text", "timecode"),
    [
        ("01:02:03:04", "01:02:03:04"),
        ("01:02:03;04", "01:02:03;04"),
        ("01:02:03.04", "01:02:03;04"),
        ("24:00:00:00", ""),
        ("00:60:00:00", ""),
        ("00:00:60:00", ""),
        ("1:2:3:4", ""),
        ("01:02:03:04 ", ""),
        ("01:02:03:04" * 1000, ""),
    ],
)
def test_a_timecode_is_read_in_one_form_only(text: str, timecode: str) -> None:
    assert timecode_in(text) == timecode


@given(st.text(max_size=60))
def test_no_text_of_a_file_ever_raises(text: str) -> None:
    moment = moment_in(text)
    assert moment is None or is_believable(moment, NOW) in (True, False)
    assert len(timecode_in(text)) in (0, 11)
