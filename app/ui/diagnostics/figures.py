"""The figures of the diagnostics, as people read and copy them.

Pure, but for translation. Nothing here names a clip, a camera, a label or a place: what is copied
may be sent to anybody.
"""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from app.media.index.frame_index import FrameIndex
from app.media.player.state import PlayerState, PlayerStats
from app.ui.controls.sizes import size_text
from storage.link import LinkState


@dataclass(frozen=True, slots=True)
class Observed:
    """What was looked at, at one moment.

    link: None for a store on this computer.
    low_end_chosen: fewer pixels are what the person wants, not what the computer needs.
    """

    index: FrameIndex
    state: PlayerState
    stats: PlayerStats
    decode_fps: float
    cache_budget: int
    read_bytes: int
    reads: int
    link: LinkState | None
    low_end_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """A heading and its rows of name and value."""

    title: str
    rows: tuple[tuple[str, str], ...]


def groups(seen: Observed) -> tuple[Group, ...]:
    """Lay out what was seen."""
    return (_clip(seen), _decoding(seen), _memory(seen), _bytes(seen))


def plain_text(shown: tuple[Group, ...]) -> str:
    """Write the figures for an e-mail."""
    lines = []
    for group in shown:
        lines.append(group.title)
        lines += [f"  {name}: {value}" for name, value in group.rows]
    return "\n".join(lines)


def _clip(seen: Observed) -> Group:
    index = seen.index
    rate = f" · {float(index.average_rate):.5g} fps" if index.average_rate else ""
    return Group(
        _tr("Clip"),
        (
            (_tr("Codec"), f"{index.codec} · {index.coded_width}×{index.coded_height}{rate}"),  # noqa: RUF001
            (
                _tr("Frames"),
                _tr("{0}, {1} key pictures").format(index.frame_count, len(index.key_frames)),
            ),
            (
                _tr("Numbered by"),
                _tr("time stamps, {0} s").format(index.time_base)
                if index.numbering.value == "pts"
                else _tr("counting"),
            ),
        ),
    )


def _decoding(seen: Observed) -> Group:
    state, stats = seen.state, seen.stats
    shown = f"{state.fps_shown:.1f} / s" if state.playing else _tr("paused")
    return Group(
        _tr("Pictures"),
        (
            (_tr("Shown"), shown),
            (_tr("Sharpness"), _sharpness(seen)),
            (_tr("Decoded"), f"{seen.decode_fps:.1f} / s · {stats.decode_ms:.1f} ms"),
            (
                _tr("Dropped"),
                f"{state.dropped} · {_tr('{0} since it was opened').format(stats.dropped)}",
            ),
            (_tr("Seek, median · 95 %"), f"{stats.seek_ms:.0f} · {stats.seek_p95_ms:.0f} ms"),
        ),
    )


def _sharpness(seen: Observed) -> str:
    if not seen.state.low_end:
        return _tr("whole pictures")
    if seen.low_end_chosen:
        return _tr("fewer pixels: low-end mode")
    return _tr("fewer pixels: the computer is too slow")


def _memory(seen: Observed) -> Group:
    stats = seen.stats
    asked = stats.cache_hits + stats.cache_misses
    held = f"{size_text(stats.cached_bytes)} / {size_text(seen.cache_budget)}"
    hits = f"{100 * stats.cache_hits / asked:.0f} %" if asked else _tr("nothing yet")
    return Group(
        _tr("Frames in memory"),
        (
            (_tr("Held"), f"{stats.cached_frames} · {held}"),
            (_tr("Found there"), hits),
        ),
    )


def _bytes(seen: Observed) -> Group:
    rows = [
        (
            _tr("Decrypted for the decoder"),
            f"{size_text(seen.read_bytes)} · {_tr('{0} reads').format(seen.reads)}",
        )
    ]
    if seen.link is not None:
        rows.append((_tr("Read from the store"), size_text(seen.link.bytes_in)))
        rows.append((_tr("Store, now"), f"{size_text(seen.link.in_per_s)} / s"))
    return Group(_tr("Bytes"), tuple(rows))


def _tr(text: str) -> str:
    return QCoreApplication.translate("Diagnostics", text)
