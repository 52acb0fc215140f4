"""What a decoder process cannot do, whatever it is made to try."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app.media import isolated
from app.media.isolated import spawning
from app.media.isolated.system_calls import refuse_system_calls
from tests.app.media.truth import truth_of
from tests.support.cleanliness import decoder_pids
from tests.support.footage import footage

ROOT = Path(__file__).resolve().parents[4]
pytestmark = [
    pytest.mark.promise,
    pytest.mark.skipif(not isolated.is_supported(), reason="no decoder processes on this system"),
]


def attempts(folder: str) -> dict[str, Callable[[], object]]:
    import ctypes
    import shutil
    import signal
    import socket
    import threading

    def write(path: str) -> None:
        Path(path).write_bytes(b"a frame")

    def write_to_what_is_open() -> None:
        os.write(int(os.environ["OPEN_FILE"]), b"a frame")

    def thread() -> None:
        started = threading.Thread(target=lambda: None)
        started.start()
        started.join()

    def decode() -> None:
        from app.media.index import build_index

        build_index(io.BytesIO(footage("h264 with B-frames in mp4")))

    return {
        "write a new file": lambda: write(f"{folder}/new"),
        "write to /dev/shm": lambda: write("/dev/shm/safelight-test"),
        "write to an open file": write_to_what_is_open,
        "make a pipe in the file system": lambda: os.mkfifo(f"{folder}/pipe"),
        "rename": lambda: Path(folder, "there").rename(f"{folder}/gone"),
        "remove": Path(folder, "there").unlink,
        "link": lambda: Path(folder, "link").symlink_to("/etc/passwd"),
        "memory with a name": lambda: os.memfd_create("mine"),
        "a socket": socket.socket,
        "a pair of sockets": socket.socketpair,
        "another program": lambda: os.execv(shutil.which("true") or "", ["true"]),
        "another process": os.fork,
        "a signal to its parent": lambda: os.kill(os.getppid(), 0),
        "a signal to itself": lambda: signal.raise_signal(signal.SIGUSR1),
        "a look into its parent": lambda: failing(ctypes.CDLL(None).ptrace(16, os.getppid(), 0, 0)),
        "a thread": thread,
        "decoding": decode,
    }


def failing(result: int) -> None:
    if result < 0:
        raise PermissionError


def try_all() -> None:
    """In a process of its own: be confined as a decoder is, try everything, tell what worked."""
    from app.media.isolated.confine import confine

    footage("h264 with B-frames in mp4")
    tried = attempts(sys.argv[1])
    confine(nursery_pid=os.getppid(), memory_bytes=1 << 30)
    worked = []
    for name, attempt in tried.items():
        try:
            attempt()
        except OSError:
            continue
        worked.append(name)
    print(json.dumps(worked))


@pytest.mark.skipif(sys.platform != "linux", reason="seccomp is Linux's")
def test_a_decoder_can_decode_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "there").write_text("evidence")
    with (tmp_path / "open").open("wb") as open_file:
        done = subprocess.run(
            [
                sys.executable,
                "-c",
                "from tests.app.media.isolated.test_confinement import try_all; try_all()",
                str(tmp_path),
            ],
            cwd=ROOT,
            env=os.environ | {"OPEN_FILE": str(open_file.fileno())},
            pass_fds=[open_file.fileno()],
            capture_output=True,
            check=True,
        )
    assert json.loads(done.stdout) == ["a thread", "decoding"]
    assert (tmp_path / "open").read_bytes() == b""
    assert sorted(path.name for path in tmp_path.iterdir()) == ["open", "there"]


def test_a_decoder_has_no_key_no_terminal_and_only_what_it_was_given(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("ENCRYPTION_KEY", "AWS_SECRET_ACCESS_KEY", "DATABASE_URL"):
        monkeypatch.setenv(name, "a-secret-of-this-test")
    spawning.end_nursery()
    truth = truth_of(footage("h264 with B-frames in mp4"))
    parts = isolated.motion_parts(io.BytesIO(truth.clip), truth.index)
    next(parts)
    (decoder,) = decoder_pids()
    for pid in (decoder, spawning.nursery_pid()):
        assert b"a-secret-of-this-test" not in seen(f"/proc/{pid}/environ")
        assert b"a-secret-of-this-test" not in seen(f"/proc/{pid}/cmdline")
    limits = {
        line[:26].strip(): line[26:].split()[0] for line in seen_text(f"/proc/{decoder}/limits")
    }
    assert limits["Max core file size"] == limits["Max file size"] == "0"
    assert int(limits["Max open files"]) < 100
    assert int(limits["Max address space"]) < 16 << 30
    status = dict(line.split(":\t", 1) for line in seen_text(f"/proc/{decoder}/status"))
    assert status["NoNewPrivs"].strip() == "1"
    if can_filter():
        assert status["Seccomp"].strip() == "2"
    opened = {str(fd.readlink()) for fd in listed(f"/proc/{decoder}/fd")}
    opened = {name.partition(":")[0] for name in opened if "safelight" not in name}
    assert opened <= {"/dev/null", "socket"}
    del parts


def seen(path: str) -> bytes:
    """Read what may be nobody's to read: then nobody sees a secret in it either."""
    try:
        return Path(path).read_bytes()
    except PermissionError:
        return b""


def seen_text(path: str) -> list[str]:
    return Path(path).read_text().splitlines()


def listed(path: str) -> list[Path]:
    try:
        return list(Path(path).iterdir())
    except PermissionError:
        return []


def can_filter() -> bool:
    pid = os.fork()
    if pid == 0:
        import ctypes

        ctypes.CDLL(None).prctl(38, 1, 0, 0, 0)
        os._exit(0 if refuse_system_calls() else 1)
    return os.waitpid(pid, 0)[1] == 0
