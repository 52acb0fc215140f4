"""run.py says what is missing, in place of a crash; README and CI use what it offers."""

import importlib.util
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
VERBS = {"demo", "cli", "test", "check", "lock"}


@pytest.fixture(scope="module")
def run() -> ModuleType:
    spec = importlib.util.spec_from_file_location("run", ROOT / "run.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of run.py beside lock files that install nothing."""
    shutil.copy(ROOT / "run.py", tmp_path)
    (tmp_path / "requirements.lock").write_text("")
    (tmp_path / "requirements-dev.lock").write_text("")
    return tmp_path


def start(checkout: Path, *arguments: str, blocked: str = "") -> subprocess.CompletedProcess[str]:
    site = checkout / "site"
    site.mkdir(exist_ok=True)
    (site / "sitecustomize.py").write_text(
        f"import sys\nif {blocked!r}: sys.modules[{blocked!r}] = None\n"
    )
    return subprocess.run(
        [sys.executable, checkout / "run.py", *arguments],
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(site)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_help_needs_no_set_up(checkout):
    done = start(checkout, "--help")
    assert done.returncode == 0
    assert all(f"run.py {verb}" in done.stdout for verb in VERBS)
    assert not (checkout / ".venv").exists()


def test_a_python_without_venv_is_told_the_package_to_install(checkout):
    done = start(checkout, "cli", blocked="ensurepip")
    assert done.returncode == 1
    assert f"apt-get install -y python3.{sys.version_info[1]}-venv" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_python_that_does_not_fit_is_told_which_do(checkout):
    text = (checkout / "run.py").read_text()
    (checkout / "run.py").write_text(text.replace("(3, 11), (3, 13)", "(3, 5), (3, 6)"))
    done = start(checkout, "cli")
    assert done.returncode == 1
    assert "needs Python 3.5 to 3.6" in done.stderr


def test_an_unknown_verb_is_a_usage_error(checkout):
    done = start(checkout, "frobnicate")
    assert done.returncode == 2
    assert "frobnicate" in done.stderr


def test_an_environment_that_is_up_to_date_is_left_alone(run, tmp_path, monkeypatch):
    lock = tmp_path / "requirements.lock"
    lock.write_text("first")
    installed: list[str] = []
    monkeypatch.setattr(run, "STAMP", tmp_path / "stamp.json")
    monkeypatch.setattr(run, "PYTHON", Path(sys.executable))
    monkeypatch.setattr(run, "make_environment", lambda _uv: None)
    monkeypatch.setattr(run, "install", lambda lock, _uv: installed.append(lock.read_text()))
    for content in ("first", "first", "second", "second"):
        lock.write_text(content)
        run.set_up([lock])
    assert installed == ["first", "second"]


def test_each_run_of_the_tests_has_a_folder_of_its_own_that_goes_with_it(
    run, tmp_path, monkeypatch
):
    monkeypatch.setattr(run, "PYTHON", Path(sys.executable))
    note = (
        "import sys; from pathlib import Path; folder = Path(sys.argv[1].partition('=')[2]); "
        "Path(sys.argv[-1]).write_text(str(folder) if folder.is_dir() else ''); "
        "(folder / 'left').touch()"
    )
    folders = set()
    for file in (tmp_path / "one", tmp_path / "other"):
        assert run.run_pytest(["-c", note, str(file)]) == 0
        folders.add(file.read_text())
    assert len(folders - {""}) == 2
    assert not any(Path(folder).exists() for folder in folders)


def test_qts_missing_libraries_are_read_from_ldd(run):
    listing = "\tlibGL.so.1 => not found\n\tlibc.so.6 => /lib/libc.so.6 (0x00)\n"
    assert run.missing_libraries(listing * 2) == ["libGL.so.1"]


@pytest.mark.parametrize(
    ("release", "package"),
    [('ID=debian\nVERSION_ID="12"\n', "libglib2.0-0"),
     ('ID=debian\nVERSION_ID="13"\n', "libglib2.0-0t64"),
     ('ID=ubuntu\nVERSION_ID="22.04"\n', "libglib2.0-0"),
     ('ID=ubuntu\nVERSION_ID="24.04"\n', "libglib2.0-0t64"),
     ("ID=debian\n", "libglib2.0-0"),
     ("", "libglib2.0-0")],
)  # fmt: skip
def test_packages_have_their_distributions_names(run, tmp_path, release, package):
    (tmp_path / "os-release").write_text(release)
    assert package in run.qt_packages(tmp_path / "os-release")


def test_ci_installs_qts_libraries_and_runs_the_checks_and_the_readmes_test_command(run):
    script = (ROOT / ".ci" / "run").read_text()
    installed = re.search(r"packages=\(([^)]*)\)", script)
    assert installed is not None
    assert {*run.QT_PACKAGES[:7], "strace", "openssl"} <= set(installed[1].split())
    assert "export CI=1" in script
    steps = re.search(r"run\.py check (.+)", script)
    assert steps is not None
    assert set(steps[1].split()) == set(run.CHECK_STEPS) - {"tests"}
    assert "\npython3 run.py test\n" in script


def test_the_readmes_commands_exist():
    from app.cli.parser import build_parser

    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = re.findall(r"python3 run\.py\b ?([a-z]*) ?([a-z]*)", readme)
    assert ("demo", "") in commands
    assert ("test", "") in commands
    subcommands = build_parser().format_help()
    for verb, subcommand in commands:
        assert verb in VERBS | {""}
        if verb == "cli" and subcommand:
            assert re.search(rf"\b{subcommand}\b", subcommands)
