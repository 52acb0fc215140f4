"""The first picture comes before anything that takes long is loaded."""

import os
import subprocess
import sys
from pathlib import Path

SCRIPT = """
import os, sys
from PySide6.QtCore import QEvent, QObject
from app.ui import main
from app.ui.window import main_window

class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() is QEvent.Type.Paint and isinstance(watched, main_window.MainWindow):
            slow = {"alembic", "av", "boto3", "cv2", "psycopg", "sqlalchemy"}
            print("painted with", sorted(slow & sys.modules.keys()), flush=True)
            os._exit(0)
        return False

make = main.make_application
def watched():
    application = make()
    application.watch = Watch()
    application.installEventFilter(application.watch)
    return application
main.make_application = watched
main.run_window()
"""


def test_the_first_picture_waits_for_no_database_decoder_or_cloud(tmp_path: Path) -> None:
    environment = dict(os.environ, SAFELIGHT_HOME=str(tmp_path), QT_QPA_PLATFORM="offscreen")
    environment.pop("ENCRYPTION_KEY", None)
    run = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert run.stdout.strip() == "painted with []"
