"""About Safelight: version, licence, and what others have given."""

from importlib.metadata import PackageNotFoundError, version

from PySide6.QtCore import Qt, qVersion
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from app.ui.controls import push_button, text_label
from app.ui.controls.logo import Logo
from app.ui.dialogs.frame import Dialog, note
from app.ui.theme import theme
from app.version import VERSION

_PARTS = (
    ("PySide6, Qt", "PySide6-Essentials", "LGPL-3.0"),
    ("PyAV, FFmpeg", "av", "BSD-3-Clause; FFmpeg LGPL/GPL (x264, x265)"),
    ("OpenCV", "opencv-python-headless", "Apache-2.0"),
    ("cryptography, OpenSSL", "cryptography", "Apache-2.0 or BSD-3-Clause"),
    ("SQLAlchemy", "SQLAlchemy", "MIT"),
    ("Alembic", "alembic", "MIT"),
    ("psycopg", "psycopg", "LGPL-3.0"),
    ("boto3", "boto3", "Apache-2.0"),
    ("NumPy", "numpy", "BSD-3-Clause"),
    ("platformdirs", "platformdirs", "MIT"),
    ("TOML Kit", "tomlkit", "MIT"),
    ("Inter (typeface)", "", "OFL-1.1"),
    ("Lucide (icons)", "", "ISC; some MIT (Feather)"),
)


class AboutDialog(Dialog):
    """Says what this is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, width_px=460)
        self.set_words(self.tr("About Safelight"))
        head = QHBoxLayout()
        head.setSpacing(14)
        head.addWidget(Logo(40), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(3)
        words.addWidget(text_label(self.tr("Version {0}").format(VERSION), bold=True))
        words.addWidget(text_label(f"Qt {qVersion()}", "small", tone="dim", tabular=True))
        head.addLayout(words, 1)
        self.body.addLayout(head)
        promise = self.tr(
            "Annotates encrypted surveillance footage without ever writing a frame in clear. "
            "Safelight is free software under the Apache License 2.0 and comes without warranty."
        )
        self.body.addWidget(note(promise, self.inner_px))
        parts = QPlainTextEdit("\n".join(_lines()))
        parts.setReadOnly(True)
        parts.setFont(theme.font("small"))
        parts.setFixedHeight(150)
        parts.setAccessibleName(self.tr("Licences of what Safelight is built on"))
        self.body.addWidget(parts)
        close = push_button(self.tr("Close"), "primary")
        close.setDefault(True)
        close.clicked.connect(lambda _on=False: self.accept())
        self.add_buttons(close)


def _lines() -> list[str]:
    lines = []
    for name, distribution, licence in _PARTS:
        found = _version_of(distribution) if distribution else ""
        lines.append(" · ".join(part for part in (f"{name} {found}".strip(), licence) if part))
    return lines


def _version_of(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return ""
