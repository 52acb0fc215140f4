"""What choosing files leaves behind."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

CHOOSE_A_FILE = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QWidget
from app.ui.dialogs.files import choose_files
from app.ui.main import make_application

application = make_application()
window = QWidget()

def choose():
    dialog = application.activeModalWidget()
    dialog.findChild(QLineEdit, "fileNameEdit").setText(sys.argv[1])
    dialog.accept()

QTimer.singleShot(200, choose)
print(choose_files(window, "Import", ["All files (*)"])[0])
QTimer.singleShot(0, application.quit)
application.exec()
"""


@pytest.mark.promise
def test_choosing_evidence_leaves_no_history_in_qts_settings(tmp_path: Path) -> None:
    evidence = tmp_path / "case 4711" / "gate.mp4"
    evidence.parent.mkdir()
    evidence.touch()
    home = tmp_path / "home"
    home.mkdir()
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
    }
    done = subprocess.run(
        [sys.executable, "-c", CHOOSE_A_FILE, str(evidence)],
        cwd=Path(__file__).parents[4],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.strip() == str(evidence)
    assert [file for file in home.rglob("*") if file.suffix == ".conf"] == []
