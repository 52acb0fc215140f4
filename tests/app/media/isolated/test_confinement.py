"""What a decoder process cannot do, whatever it is made to try."""

import io
import json
import os
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app.media import isolated
from app.media.isolated import spawning
from app.media.isolated.system_calls import (
    ALLOW,
    ENOSYS,
    EPERM,
    KILL,
    filter_program,
    refuse_system_calls,
)
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
    import fcntl
    import mmap
    import resource
    import shutil
    import signal
    import socket
    import threading

    from app.media.index.building import build_index

    libc = ctypes.CDLL(None)
    parent = os.getppid()
    ours, _theirs = socket.socketpair()
    shared = os.memfd_create("given")
    os.ftruncate(shared, 4096)

    def write(path: str) -> None:
        Path(path).write_bytes(b"a frame")

    def write_to_what_is_open() -> None:
        os.write(int(os.environ["OPEN_FILE"]), b"a frame")

    def thread() -> None:
        started = threading.Thread(target=lambda: None)
        started.start()
        started.join()

    def decode() -> None:
        build_index(io.BytesIO(footage("h264 with B-frames in mp4")))

    return {
        "write a new file": lambda: write(f"{folder}/new"),
        "write to /dev/shm": lambda: write("/dev/shm/safelight-test"),
        "write to an open file": write_to_what_is_open,
        "make a pipe in the file system": lambda: os.mkfifo(f"{folder}/pipe"),
        "read a file of the user": lambda: Path("/etc/passwd").read_bytes(),
        "read a folder": lambda: list(Path(folder).iterdir()),
        "read its own environment": lambda: Path("/proc/self/environ").read_bytes(),
        "read its parent's memory": lambda: Path(f"/proc/{parent}/mem").open("rb"),
        "read its parent's environment": lambda: Path(f"/proc/{parent}/environ").read_bytes(),
        "open without reading": lambda: os.open("/etc/passwd", os.O_PATH),
        "open in the new way": lambda: failing(
            libc.syscall(437, -100, b"/etc/passwd", bytes(24), 24)
        ),
        "read a link": lambda: Path("/proc/self/exe").readlink(),
        "another folder to be in": lambda: os.chdir("/"),
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
        "a signal by way of a socket": lambda: fcntl.fcntl(ours, fcntl.F_SETOWN, parent),
        "another signal for it": lambda: fcntl.fcntl(ours, 10, int(signal.SIGKILL)),
        "a look into its parent": lambda: failing(libc.ptrace(16, parent, 0, 0)),
        "a copy of its parent's memory": lambda: failing(
            libc.process_vm_readv(parent, None, 0, None, 0, 0)
        ),
        "limits for its parent": lambda: resource.prlimit(parent, resource.RLIMIT_NOFILE),
        "slowing down its parent": lambda: os.setpriority(os.PRIO_PROCESS, parent, 19),
        "slowing down itself": lambda: os.nice(1),
        "being looked into": lambda: failing(libc.prctl(4, 1, 0, 0, 0)),
        "outliving the nursery": lambda: failing(libc.prctl(1, 0, 0, 0, 0)),
        "a queue that others know": lambda: failing(libc.msgsnd(0, bytes(16), 8, 0o4000)),
        "a pipe": os.pipe,
        "a call that is newer than the list": lambda: failing(
            libc.syscall(452, -100, b"/", 0o777, 0)
        ),
        "a thread": thread,
        "what it was given": lambda: mmap.mmap(shared, 4096)[:],
        "decoding": decode,
    }


def failing(result: int) -> None:
    if result < 0:
        raise PermissionError


def try_all() -> None:
    """In a process of its own: be confined as a decoder is, try everything, tell what worked."""
    import importlib

    from app.media.isolated.confine import PRELOADED, confine

    footage("h264 with B-frames in mp4")
    tried = attempts(sys.argv[1])
    for module in PRELOADED:
        importlib.import_module(module)
    confine(nursery_pid=os.getppid(), memory_bytes=1 << 30)
    worked = []
    for name, attempt in tried.items():
        try:
            attempt()
        except OSError:
            continue
        worked.append(name)
    print(json.dumps({"worked": worked, "rights": rights()}))


def rights() -> list[int]:
    """Ask the system which capabilities this process has; where files are closed, by capget."""
    import ctypes
    import struct

    found = ctypes.create_string_buffer(24)
    failing(ctypes.CDLL(None).capget(struct.pack("@Ii", 0x20080522, 0), found))
    return list(struct.unpack("@6I", found.raw))


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
    told = json.loads(done.stdout)
    assert told["worked"] == ["a thread", "what it was given", "decoding"]
    assert not any(told["rights"])
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


@pytest.mark.skipif(sys.platform != "linux", reason="Linux says it so")
def test_the_program_itself_cannot_be_looked_into_either() -> None:
    ask = (
        "import ctypes, contextlib, io\n"
        "from app.__main__ import main\n"
        "with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()):\n"
        "    main(['--version'])\n"
        "print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", ask], cwd=ROOT, capture_output=True, check=True, text=True
    )
    assert done.stdout.strip() == "0"


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_the_filter_says_what_it_should_on_each_processor(machine: str) -> None:
    program = filter_program(machine)
    arm = machine == "aarch64"
    arch = 0xC00000B7 if arm else 0xC000003E
    ours = {"openat": 56, "fcntl": 25, "read": 63, "clone": 220, "write": 64, "futex": 98}
    if not arm:
        ours = {"openat": 257, "fcntl": 72, "read": 0, "clone": 56, "write": 1, "futex": 202}
    for name in ("read", "write", "futex"):
        assert verdict(program, ours[name], arch) == ALLOW
    assert verdict(program, ours["openat"], arch) == EPERM
    assert verdict(program, ours["fcntl"], arch, 5, 1030) == ALLOW
    assert verdict(program, ours["fcntl"], arch, 5, 8) == EPERM
    assert verdict(program, ours["clone"], arch, 0x3D0F00) == ALLOW
    assert verdict(program, ours["clone"], arch, 17) == EPERM
    assert verdict(program, 435, arch) == verdict(program, 452, arch) == ENOSYS
    assert verdict(program, ours["read"], arch ^ 0x80000000) == KILL
    assert verdict(program, ours["read"] | 0x40000000, arch) == EPERM


def verdict(program: bytes, number: int, arch: int, *arguments: int) -> int:
    """Run a filter as the kernel would."""
    given = struct.pack("@IIQ6Q", number, arch, 0, *(arguments + (0,) * 6)[:6])
    steps = list(struct.iter_unpack("@HBBI", program))
    at = held = 0
    while True:
        code, if_true, if_false, value = steps[at]
        at += 1
        if code == 0x06:
            return value
        if code == 0x20:
            (held,) = struct.unpack_from("@I", given, value)
        else:
            holds = {0x15: held == value, 0x35: held >= value, 0x45: bool(held & value)}[code]
            at += if_true if holds else if_false


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
