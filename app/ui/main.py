"""Start the window: paint it first, load what is slow after that."""

import logging
import os
import sys
from collections.abc import Sequence

from PySide6.QtCore import QSettings, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from app.log import configure_logging
from app.settings.errors import SettingsError
from app.settings.paths import Paths
from app.settings.preferences import Preferences, load_preferences
from app.settings.projects import SAMPLE_ID
from app.ui.shell import Shell
from app.ui.theme import theme
from app.version import VERSION

_log = logging.getLogger(__name__)
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def run_window(arguments: Sequence[str] = ()) -> int:
    """Open the window for `[demo] [--project ID]`; return the exit code when it is closed.

    The process is hardened by the caller, before any key is read.
    """
    paths = Paths.of_this_machine()
    paths.make()
    configure_logging(paths.state)
    application = make_application()
    preferences, problem = _preferences(paths)
    theme.set_mode(preferences.theme)
    theme.apply(application)
    shell = Shell(paths, preferences)
    if problem is not None:
        shell.window.problems.show_error(problem)
    shell.start(wanted_project(arguments))
    return application.exec()


def make_application() -> QApplication:
    """Return the one QApplication, with Qt's messages led into the log."""
    qInstallMessageHandler(_on_qt_message)
    # Qt's file dialog keeps a history of folders in a settings file that all of Qt's programs
    # share; where somebody's evidence lies is no business of theirs. Our own file goes by its name.
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, os.devnull)
    running = QApplication.instance()
    application = running if isinstance(running, QApplication) else QApplication(sys.argv[:1])
    application.setApplicationName("Safelight")
    application.setApplicationVersion(VERSION)
    application.setDesktopFileName("safelight")
    return application


def wanted_project(arguments: Sequence[str]) -> str | None:
    """Return the id of the project that the arguments ask for, or None."""
    match arguments:
        case ["demo"]:
            return SAMPLE_ID
        case ["--project", project_id]:
            return project_id
        case [single] if single.startswith("--project="):
            return single.partition("=")[2]
        case _:
            return None


def _preferences(paths: Paths) -> tuple[Preferences, Exception | None]:
    try:
        return load_preferences(paths), None
    except SettingsError as error:
        return Preferences(), error


def _on_qt_message(kind: QtMsgType, _context: object, message: str) -> None:
    logging.getLogger("qt").log(_LEVELS.get(kind, logging.WARNING), "%s", message)
