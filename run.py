#!/usr/bin/env python3
"""Set Safelight up on this machine, once, and run it. Needs nothing but Python.

    python3 run.py              open the program
    python3 run.py demo         open the sample project; without a screen, render a frame of it
    python3 run.py cli …        the command line (`python3 run.py cli --help`)
    python3 run.py test …       run the tests; further arguments go to pytest
    python3 run.py check …      formatting, lint, types, layers and tests, or the steps named
    python3 run.py lock …       make the two lock files again; needs uv

The first start makes `.venv` beside this file and installs what `requirements.lock` names, by hash;
later starts install only what changed. This file has to be readable by older Pythons, so that they
can be told apart politely.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "safelight-setup.json"
APP_LOCK = ROOT / "requirements.lock"
DEV_LOCK = ROOT / "requirements-dev.lock"
OLDEST, NEWEST = (3, 11), (3, 13)

# What Qt needs of a bare Debian or Ubuntu: the first seven always, the others for a window on X11.
QT_PACKAGES = [
    *("libgl1", "libegl1", "libxkbcommon0", "libdbus-1-3", "libfontconfig1", "libglib2.0-0"),
    "libgssapi-krb5-2",
    *("libxcb-cursor0", "libxcb-icccm4", "libxcb-image0", "libxcb-keysyms1", "libxcb-randr0"),
    *("libxcb-render-util0", "libxcb-shape0", "libxcb-sync1", "libxcb-xfixes0", "libxcb-xkb1"),
    "libxkbcommon-x11-0",
]
# Renamed when the distributions widened their time stamps.
T64_PACKAGES = {"libglib2.0-0": "libglib2.0-0t64"}
QT_MODULES = ("QtCore", "QtGui", "QtWidgets", "QtSvg", "QtNetwork")

# One worker more than there are processors, since tests also wait: for clips that
# play, for lines that are slow. More than a few would each start a PostgreSQL and gain nothing.
# Each works on tests that lie together, which share fixtures, until it takes some of another's.
WORKERS = min((os.cpu_count() or 1) + 1, 4)
WHOLE_SUITE = ["-m", "pytest", "-n", str(WORKERS), "--dist", "worksteal"]
# The whole suite takes a part of this: all workers' databases, clips and buckets.
LEAST_MEMORY_BYTES = 4 << 30
CHECK_STEPS = {
    "format": ["-m", "ruff", "format", "--check", "."],
    "lint": ["-m", "ruff", "check", "."],
    "types": ["-m", "mypy"],
    "layers": ["-c", "from importlinter.cli import lint_imports_command as run; run()"],
    "tests": WHOLE_SUITE,
}


def main(arguments: list[str]) -> int:
    verb, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    if verb in ("-h", "--help", "help"):
        print(__doc__)
        return 0
    continue_in_a_fitting_python()
    if verb == "lock":
        return make_locks(rest)
    if verb in ("test", "check"):
        set_up([APP_LOCK, DEV_LOCK])
        require_qt_libraries("offscreen")
        return run_tests(rest) if verb == "test" else run_checks(rest)
    if verb not in ("", "cli", "demo") and not verb.startswith("--"):
        say(f"Safelight has no “{verb}”.\n{__doc__}")
        return 2
    set_up([APP_LOCK])
    if verb == "cli":
        return run_app(rest or ["--help"])
    require_qt_libraries("xcb" if os.environ.get("DISPLAY") else "offscreen")
    if verb != "demo" and not has_screen():
        say(
            "There is no screen here (neither DISPLAY nor WAYLAND_DISPLAY is set).\n"
            "“python3 run.py demo” renders a frame of the sample project to a file, and\n"
            "“python3 run.py cli --help” shows what works without a window."
        )
        return 1
    return run_app(arguments)


def continue_in_a_fitting_python() -> None:
    """Stay in this Python if it fits; else go on in one that does, or say what is missing."""
    if OLDEST <= sys.version_info[:2] <= NEWEST:
        return
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        other = shutil.which(f"python3.{minor}")
        if other:
            os.execv(other, [other, *sys.argv])  # noqa: S606 - a path that `which` found
    stop(
        f"Safelight needs Python 3.{OLDEST[1]} to 3.{NEWEST[1]}; "
        f"this is {sys.version_info[0]}.{sys.version_info[1]}, and no other was found."
    )


def set_up(locks: list[Path]) -> None:
    """Make the virtual environment if need be, and install the locks that changed."""
    wanted = {lock.name: hashlib.sha256(lock.read_bytes()).hexdigest() for lock in locks}
    stamp = read_stamp()
    if PYTHON.exists() and all(stamp.get(name) == digest for name, digest in wanted.items()):
        return
    uv = shutil.which("uv")
    if not stamp or not PYTHON.exists():
        make_environment(uv)
    for lock in locks:
        if stamp.get(lock.name) != wanted[lock.name]:
            install(lock, uv)
            stamp = {**stamp, lock.name: wanted[lock.name]}
            # Qt may be another one now: its system libraries are looked at again.
            stamp.pop("qt", None)
            write_stamp(stamp)


def make_environment(uv: str | None) -> None:
    say("Setting up, once: making a virtual environment in .venv")
    if uv:
        command = [uv, "venv", "--quiet", "--allow-existing", "--python", sys.executable, VENV]
    else:
        require_venv_module()
        command = [sys.executable, "-m", "venv", VENV]
        if VENV.exists() and not PYTHON.exists():
            command.insert(3, "--clear")
    if subprocess.run(command, stdout=sys.stderr, check=False).returncode:
        stop("The virtual environment could not be made; the reason stands above.")


def require_venv_module() -> None:
    """Debian and Ubuntu ship Python without what a virtual environment needs."""
    try:
        import ensurepip  # noqa: F401, PLC0415
        import venv  # noqa: F401, PLC0415
    except ImportError:
        package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        stop(
            "Python's venv module is missing. On Debian and Ubuntu this installs it:\n"
            f"    {sudo()}apt-get install -y {package}"
        )


def install(lock: Path, uv: str | None) -> None:
    say(f"Setting up: installing {lock.name}")
    if uv:
        command = [uv, "pip", "install", "--quiet", "--python", PYTHON]
    else:
        command = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    # Every file is checked against its hash, and none runs code while it is installed.
    command += ["--require-hashes", "--only-binary", ":all:", "-r", lock]
    if subprocess.run(command, stdout=sys.stderr, check=False).returncode:
        stop("The packages could not be installed; the reason stands above. Is the network there?")


def require_qt_libraries(platform: str) -> None:
    """Name the system packages that Qt lacks, in place of the crash that would follow."""
    stamp = read_stamp()
    if not sys.platform.startswith("linux") or stamp.get("qt") in (platform, "xcb"):
        return
    folder = next(VENV.glob("lib/python3*/site-packages/PySide6"))
    files = [folder / f"{module}.abi3.so" for module in QT_MODULES]
    files.append(folder / f"Qt/plugins/platforms/libq{platform}.so")
    listing = subprocess.run(["ldd", *files], capture_output=True, text=True, check=False).stdout
    missing = missing_libraries(listing)
    if missing:
        stop(
            f"Qt lacks system libraries: {', '.join(missing)}.\n"
            "On Debian and Ubuntu this installs all that it may need:\n"
            f"    {sudo()}apt-get install -y {' '.join(qt_packages())}"
        )
    write_stamp({**stamp, "qt": platform})


def missing_libraries(ldd_listing: str) -> list[str]:
    return sorted({line.split()[0] for line in ldd_listing.splitlines() if "not found" in line})


def qt_packages(os_release: Path = Path("/etc/os-release")) -> list[str]:
    """Return the names that this distribution has for `QT_PACKAGES`."""
    try:
        lines = os_release.read_text(encoding="utf-8").splitlines()
    except OSError:
        return QT_PACKAGES
    facts = dict(line.replace('"', "").split("=", 1) for line in lines if "=" in line)
    first_with_t64 = {"debian": 13.0, "ubuntu": 24.04}.get(facts.get("ID", ""))
    if first_with_t64 is None or float(facts.get("VERSION_ID", "0")) < first_with_t64:
        return QT_PACKAGES
    return [T64_PACKAGES.get(package, package) for package in QT_PACKAGES]


def has_screen() -> bool:
    """Tell whether a window can be shown, or was asked to go nowhere."""
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def run_app(arguments: list[str]) -> int:
    environment = with_root()
    if not has_screen():
        environment["QT_QPA_PLATFORM"] = "offscreen"
    # -P: the folder that the person stands in is not searched for modules named like ours.
    command = [str(PYTHON), "-P", "-m", "app", *arguments]
    if os.name == "posix":
        os.execve(command[0], command, environment)  # noqa: S606 - our own interpreter
    return subprocess.run(command, env=environment, check=False).returncode


def run_tests(arguments: list[str]) -> int:
    started = time.monotonic()
    code = run_pytest(["-m", "pytest", *arguments] if arguments else WHOLE_SUITE)
    verdict = "All tests passed" if code == 0 else f"The tests did not pass (pytest said {code})"
    say(f"{verdict}, in {time.monotonic() - started:.0f} s.")
    return code


def run_checks(names: list[str]) -> int:
    unknown = set(names) - set(CHECK_STEPS)
    if unknown:
        stop(f"The steps are: {', '.join(CHECK_STEPS)}. Unknown: {', '.join(sorted(unknown))}.")
    failed = []
    for name in [step for step in CHECK_STEPS if step in names or not names]:
        started = time.monotonic()
        say(f"== {name}")
        run = run_pytest if name == "tests" else run_tool
        if run(CHECK_STEPS[name]):
            failed.append(name)
        say(
            f"== {name}: {'failed' if name in failed else 'ok'}, {time.monotonic() - started:.0f} s"
        )
    say(f"Failed: {', '.join(failed)}." if failed else "All checks passed.")
    return 1 if failed else 0


def run_pytest(command: list[str]) -> int:
    """Run it in a folder of its own: runs that share pytest's clear away what others still use."""
    parent = folder_for_tests()
    environment = {**with_root(), "TMPDIR": parent}
    # pytest rewrites all assertions, and keeps what comes of it as bytecode: a worker that may not
    # takes ten seconds more.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory(
        prefix="safelight-", dir=parent, ignore_cleanup_errors=True
    ) as folder:
        # A folder that the person names comes after this one, and counts.
        command = [*command[:2], f"--basetemp={folder}", *command[2:]]
        return run_tool(command, environment)


def folder_for_tests() -> str:
    """Return where tests write, if the person names no place: in memory, where there is plenty.

    Nothing of it has to outlive them, and to make a database takes a fifth of what it takes on a
    busy disk.
    """
    memory = "/dev/shm"  # noqa: S108 - a folder of its own is made there
    if "TMPDIR" not in os.environ and os.access(memory, os.W_OK):
        about = os.statvfs(memory)
        has_room = about.f_bavail * about.f_frsize >= LEAST_MEMORY_BYTES
        if has_room and not about.f_flag & os.ST_NOEXEC:
            return memory
    return tempfile.gettempdir()


def run_tool(command: list[str], environment: dict[str, str] | None = None) -> int:
    environment = environment or with_root()
    return subprocess.run([PYTHON, *command], cwd=ROOT, env=environment, check=False).returncode


def make_locks(arguments: list[str]) -> int:
    uv = shutil.which("uv")
    if not uv:
        stop("Making the lock files needs uv: “pipx install uv”, or “pip install uv”.")
    for lock, extra in ((APP_LOCK, []), (DEV_LOCK, ["--extra", "dev"])):
        say(f"Locking {lock.name}")
        command = [uv, "pip", "compile", "--quiet", "--universal", "--python-version", "3.11"]
        # No header and no index: a lock file holds names, versions and hashes, no address.
        command += ["--generate-hashes", "--no-header", "--no-annotate", "--no-emit-index-url"]
        command += [*extra, *arguments, "pyproject.toml", "-o", lock.name]
        if subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=False).returncode:
            return 1
    return 0


def with_root() -> dict[str, str]:
    paths = [str(ROOT), os.environ.get("PYTHONPATH", "")]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in paths if path)}


def read_stamp() -> dict[str, str]:
    try:
        return json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def write_stamp(stamp: dict[str, str]) -> None:
    STAMP.write_text(json.dumps(stamp, indent=1) + "\n", encoding="utf-8")


def sudo() -> str:
    return "" if not hasattr(os, "geteuid") or os.geteuid() == 0 else "sudo "


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def stop(text: str) -> None:
    say(text)
    sys.exit(1)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
