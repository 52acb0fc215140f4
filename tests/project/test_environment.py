"""What the installed packages must and must not do to us."""

import importlib.metadata
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OUR_NAMES = {"app", "crypto", "models", "resources", "storage"}


def test_no_other_distribution_owns_one_of_our_import_names():
    # Case-folded, for disks that ignore case: pycryptodome installs `Crypto`.
    owners = {
        name: set(distributions) - {"safelight"}
        for name, distributions in importlib.metadata.packages_distributions().items()
        if name.casefold() in OUR_NAMES
    }
    assert not any(owners.values()), owners


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal from Python 3.12 on")
def test_qt_calls_that_return_nothing_do_not_lose_a_reference_to_none(qapp):
    """The canary for PySide6 6.12.0, which aborts the process after some 10,000 such calls."""
    from PySide6.QtWidgets import QWidget

    widget = QWidget()
    before = sys.getrefcount(None)
    for _ in range(500):
        widget.update()
    assert sys.getrefcount(None) > before - 100


def test_the_headless_opencv_is_the_only_one():
    installed = {
        distribution.metadata["Name"].lower() for distribution in importlib.metadata.distributions()
    }
    assert {name for name in installed if name.startswith("opencv")} == {"opencv-python-headless"}


@pytest.mark.parametrize("command", [["--version"], ["--help"], ["ls", "--json"], ["doctor"]])
def test_the_command_line_works_where_qt_cannot_be_imported(command, tmp_path):
    (tmp_path / "sitecustomize.py").write_text(
        "import sys\nsys.modules['PySide6'] = None\nsys.modules['shiboken6'] = None\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "app", *command],
        cwd=ROOT,
        env={
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": f"{tmp_path}:{ROOT}",
            "SAFELIGHT_HOME": str(tmp_path / "home"),
            "ENCRYPTION_KEY": "5a" * 32,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr


def test_the_checkout_and_the_distribution_state_one_version():
    from app import version

    stated = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert stated == version._IN_THE_CHECKOUT
