"""Promise 1: after a whole session nothing readable was written anywhere.

The session runs under strace, so that files which were deleted again count too. The search is
first shown to find leaks that are planted on purpose.
"""

import io
import json
import os
import re
import shutil
import struct
import sys
import uuid
from pathlib import Path

import av
import numpy as np
import pytest

from app.compose import create_project, open_project
from app.media.decoding.decoder import ExactDecoder
from app.media.index.building import build_index
from app.media.pictures.picture import PictureMaker
from app.media.pictures.view import ViewRequest
from app.settings.paths import Paths
from crypto.clip_header import MAGIC
from models.annotation.geometry import Box
from models.annotation.labels import Label
from tests.support.footage import even_pts, make_clip
from tests.support.scripted_session import CAMERA, CLIP_NAME, PASSPHRASE, SECOND_LABEL
from tests.support.sounding import make_sounding_clip
from tests.support.trace import Trace, trace

ROOT = Path(__file__).resolve().parents[2]
LABELS = (
    Label(uuid.UUID(int=1), "Nachtfalter", color="#56B4E9", digit=1, position=0),
    Label(uuid.UUID(int=2), SECOND_LABEL, color="#E69F00", digit=2, position=1),
)
_ID = "[0-9a-f-]{32,36}"
# What a session may write, below its home: sealed rows, edits, clips and what is derived of them;
# beside them its settings and its log.
WRITTEN = (
    f"data/projects/[^/]+/clips/{_ID}(\\.(index|motion|thumbnails))?\\.(slc|sld|json)\\.part",
    "data/projects/[^/]+/annotations\\.db(-wal|-shm|-journal)?",
    f"state/projects/[^/]+/journal(-{_ID})?\\.db(-wal|-shm|-journal)?",
    "state/projects/[^/]+/unlock\\.lock",
    "state/projects/[^/]+/audit/(audit\\.lock|(waiting|signed)\\.jsonl|heads\\.json(\\.part)?)",
    "state/projects/[^/]+/audit/people\\.sealed\\.part",
    "state/[a-z]+\\.log",
    "config/preferences\\.toml\\.part",
    # A clip's id and a frame's number.
    "state/projects/[^/]+/last-place\\.toml\\.part",
    # Qt makes the layout's file without a name, and names it when it is whole.
    "config(/window\\.ini\\.lock)?",
    "/dev/null",
)
needs_strace = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")


def noisy_frame(number: int) -> av.VideoFrame:
    """Draw coloured noise: every piece of it is unlike anything else in the program."""
    small = np.random.default_rng(number).integers(16, 235, (180, 320, 3), dtype=np.uint8)
    big = np.kron(small, np.ones((2, 2, 1), dtype=np.uint8))
    return av.VideoFrame.from_ndarray(big, "rgb24").reformat(format="yuv420p")


@pytest.fixture(scope="module")
def footage(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return make_clip(pts=even_pts(40), size=(640, 360), draw=noisy_frame)


class Session:
    """One traced session and what it left."""

    def __init__(
        self, folder: Path, footage: bytes, *, plant: bool = False, sounding: bytes = b""
    ) -> None:
        self.home, self.temporary = folder / "home", folder / "tmp"
        self.temporary.mkdir()
        plain = folder / "in.mp4"
        plain.write_bytes(footage)
        self.paths = Paths.of_this_machine({"SAFELIGHT_HOME": str(self.home)})
        self.config, _ = create_project(self.paths, "P", passphrase=PASSPHRASE, labels=LABELS)
        command = [sys.executable, "-m", "tests.support.scripted_session"]
        env = {
            **os.environ,
            "QT_QPA_PLATFORM": "offscreen",
            "TMPDIR": str(self.temporary),
            "HOME": str(folder),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        arguments = [str(self.home), str(plain), self.config.id, "PLANT" if plant else ""]
        if sounding:
            other = folder / "in.mkv"
            other.write_bytes(sounding)
            arguments.append(str(other))
        self.trace: Trace = trace(command + arguments, cwd=ROOT, log=folder / "strace.log", env=env)

    def boxes(self) -> list[Box]:
        project = open_project(self.config, self.paths, passphrase=PASSPHRASE)
        try:
            found = [project.store.load_annotation(clip.id).annotation for clip in project.clips()]
            tracks = [track for annotation in found for track in annotation.tracks.values()]
            return [key.box for track in tracks for key in track.keyframes]
        finally:
            project.close()

    def posters(self) -> list[bytes]:
        project = open_project(self.config, self.paths, passphrase=PASSPHRASE)
        try:
            found = [project.thumbnail(clip) for clip in project.clips()]
            return [poster for poster in found if poster is not None]
        finally:
            project.close()

    def written_files(self) -> set[str]:
        """Return all files that were opened to write, by their names within the home."""
        paths = set().union(*self.trace.opened_to_write.values())
        return {path.removeprefix(f"{self.home}/") for path in paths}

    def left(self) -> bytes:
        """Return all bytes of all files that are there at the end."""
        files = [*self.home.rglob("*"), *self.temporary.rglob("*")]
        return b"\0".join(file.read_bytes() for file in files if file.is_file())


def unknown(written: set[str]) -> set[str]:
    return {path for path in written if not any(re.fullmatch(one, path) for one in WRITTEN)}


def pieces(cleartext: bytes, *, step: int) -> set[bytes]:
    """Return 24-byte pieces of `cleartext` that are distinctive enough to be looked for."""
    found = (cleartext[at : at + 24] for at in range(0, len(cleartext) - 24, step))
    return {piece for piece in found if len(set(piece)) > 10}


def frame_pieces(footage: bytes, frames: range) -> set[bytes]:
    """Return pieces of frames as the program holds them: planes, and pictures in two sizes."""
    found: set[bytes] = set()
    stream = io.BytesIO(footage)
    index = build_index(stream)
    maker = PictureMaker(index)
    decoder = ExactDecoder(io.BytesIO(footage), index)
    for number in frames:
        frame = decoder.frame(number)
        planes = frame.picture.to_ndarray()
        views = [maker.to_view(frame, ViewRequest(*size)).bgra for size in ((640, 360), (320, 180))]
        for picture in (planes, *views):
            for row in range(3, picture.shape[0], 29):
                found |= pieces(picture[row].tobytes(), step=128)
    decoder.close()
    return found


def spellings(text: str) -> set[bytes]:
    escaped = json.dumps(text)[1:-1]
    return {
        form.encode(coding)
        for form in (text, escaped, text.upper(), text.lower())
        for coding in ("utf-8", "utf-16-le", "utf-16-be")
    }


def box_spellings(box: Box) -> set[bytes]:
    """Return the ways in which four numbers of a box may stand side by side."""
    numbers = [box.x, box.y, box.w, box.h]
    found = {struct.pack(f"{order}4d", *numbers) for order in "<>"}
    shorter = [int(number) if number == int(number) else number for number in numbers]
    for form in (numbers, shorter):
        for text in (json.dumps(form)[1:-1], json.dumps(form, separators=(",", ":"))[1:-1]):
            found |= {text.encode(coding) for coding in ("utf-8", "utf-16-le", "utf-16-be")}
    return found


def found_in(where: bytes, needles: set[bytes]) -> list[bytes]:
    """Return the needles that stand anywhere in `where`; quick for many needles of 8 bytes on."""
    short = [needle for needle in needles if len(needle) < 8]
    found = [needle for needle in short if needle in where]
    by_start: dict[int, list[bytes]] = {}
    for needle in needles.difference(short):
        by_start.setdefault(int.from_bytes(needle[:8], "little"), []).append(needle)
    starts = np.fromiter(by_start, dtype=np.uint64)
    for offset in range(8):
        count = (len(where) - offset) // 8
        words = np.frombuffer(where, dtype="<u8", count=count, offset=offset)
        for at in np.flatnonzero(np.isin(words, starts)):
            place = offset + 8 * int(at)
            found += [n for n in by_start[int(words[at])] if where.startswith(n, place)]
    return found


@pytest.fixture(scope="module")
def sounding() -> bytes:
    return make_sounding_clip(2.0)


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory, footage: bytes, sounding: bytes) -> Session:
    return Session(tmp_path_factory.mktemp("clean"), footage, sounding=sounding)


@pytest.fixture(scope="module")
def leaking(tmp_path_factory: pytest.TempPathFactory, footage: bytes) -> Session:
    return Session(tmp_path_factory.mktemp("leaking"), footage, plant=True)


@needs_strace
@pytest.mark.promise
def test_the_search_finds_what_is_planted(leaking: Session, footage: bytes) -> None:
    written = leaking.trace.written
    boxes = set().union(*map(box_spellings, leaking.boxes()))

    assert found_in(written, frame_pieces(footage, range(30, 34)))
    assert found_in(written, spellings(SECOND_LABEL))
    assert found_in(written, spellings(CLIP_NAME))
    assert found_in(written, boxes)
    assert any(path.startswith(str(leaking.temporary)) for path in unknown(leaking.written_files()))


@needs_strace
@pytest.mark.promise
def test_no_piece_of_the_clip_or_of_a_frame_is_written(
    clean: Session, footage: bytes, sounding: bytes
) -> None:
    needles = (
        pieces(footage, step=61)
        | pieces(sounding, step=61)
        | frame_pieces(footage, range(0, 40, 5))
        | set().union(*(pieces(poster, step=31) for poster in clean.posters()))
    )

    assert len(needles) > 2000
    assert found_in(clean.trace.written, needles) == []
    assert found_in(clean.left(), needles) == []


@needs_strace
@pytest.mark.promise
def test_no_name_label_or_box_is_written(clean: Session) -> None:
    boxes = clean.boxes()
    needles = set().union(*map(box_spellings, boxes))
    for text in (CLIP_NAME, CAMERA, SECOND_LABEL, "Nachtfalter", PASSPHRASE):
        needles |= spellings(text)

    assert len(boxes) >= 2
    assert found_in(clean.trace.written, needles) == []
    assert found_in(clean.left(), needles) == []


@needs_strace
@pytest.mark.promise
def test_no_bytes_go_where_the_trace_cannot_see_them(clean: Session) -> None:
    # What is shared with a decoder process is anonymous memory, which no file system holds.
    outside = {
        path
        for path in clean.trace.shared_maps
        if not path.endswith("-shm")
        and path != "/dev/zero"
        # The second where there is no loudspeaker: it looks for one.
        and not path.startswith(("/memfd:safelight-", "/memfd:pulseaudio"))
    }

    assert clean.trace.written
    assert "/memfd:safelight-frames" in clean.trace.shared_maps
    assert outside == set()
    assert clean.trace.unseen == frozenset()


@needs_strace
@pytest.mark.promise
def test_no_process_that_decodes_opens_a_file_to_write(clean: Session) -> None:
    trace = clean.trace
    family = trace.family("app.media.isolated.nursery")
    # The nursery, and a decoder or two for each way of watching, with their threads.
    assert len(family) > 10
    assert [trace.opened_to_write[pid] for pid in family & set(trace.opened_to_write)] == []
    assert {word for word in trace.commands.values() if PASSPHRASE in word} == set()


@needs_strace
@pytest.mark.promise
def test_no_file_is_written_but_those_that_are_known_to_hold_nothing_readable(
    clean: Session,
) -> None:
    within = clean.written_files()
    sealed = [path for path in clean.home.rglob("*") if path.suffix in {".slc", ".sld"}]

    assert any(path.endswith(".motion.sld.part") for path in within)
    assert unknown(within) == set()
    assert len(sealed) >= 7
    assert [path for path in sealed if not path.read_bytes().startswith(MAGIC)] == []
    (place,) = clean.home.glob("state/projects/*/last-place.toml")
    assert re.fullmatch(f'clip = "{_ID}"\nframe = \\d+\n', place.read_text())
