"""Run commands in this process, against a project that the older system's variables describe."""

import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.cli.main import run_command
from app.cli.parser import build_parser
from tests.support.footage import even_pts, make_clip

KEY = "c0ffee" * 10 + "1234"


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    err: str


@pytest.fixture(scope="session")
def footage() -> bytes:
    return make_clip(pts=even_pts(30))


@pytest.fixture
def video(tmp_path: Path, footage: bytes) -> Path:
    file = tmp_path / "dock gate.mp4"
    file.write_bytes(footage)
    return file


@pytest.fixture
def store_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Set the older system's variables; return the folder of the clips."""
    folder = tmp_path / "clips"
    monkeypatch.setenv("ENCRYPTION_KEY", KEY)
    monkeypatch.setenv("VIDEO_STORAGE_TYPE", "local")
    monkeypatch.setenv("LOCAL_STORAGE_PATH", str(folder))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'annotations.db'}")
    return folder


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Callable[..., Done]:
    """Run a command line; whatever it prints is one line an error, and never holds the key."""

    def run(*words: object) -> Done:
        try:
            code = run_command(build_parser().parse_args([str(word) for word in words]))
        except SystemExit as ended:
            code = int(ended.code or 0)
        captured = capsys.readouterr()
        for text in (captured.out, captured.err):
            assert KEY not in text
            assert "Traceback" not in text
        assert len(re.findall(r"(?m)^safelight: ", captured.err)) <= 3
        return Done(code, captured.out, captured.err)

    return run


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Sit at a terminal and type."""
    with ExitStack() as opened:

        def type_(text: str) -> None:
            read, write = os.openpty()
            opened.callback(os.close, write)
            os.write(write, text.encode())
            terminal = opened.enter_context(os.fdopen(read, "r"))
            monkeypatch.setattr(sys, "stdin", terminal)

        yield type_
