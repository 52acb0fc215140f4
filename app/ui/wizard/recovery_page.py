"""The wizard's last page: the recovery code, shown once and typed back."""

from PySide6.QtCore import QByteArray, QMimeData, Qt
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.ui.controls import card, push_button, restyle, text_label
from app.ui.dialogs.frame import note
from app.ui.wizard.page import INNER_PX, WizardPage

_GROUPS_A_LINE = 5
_GROUP = 4


class RecoveryPage(WizardPage):
    """Complete once the code was typed back; it is kept nowhere but in the person's hands."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.set_words(
            self.tr("Your recovery code"),
            self.tr(
                "It opens the project when the passphrase is lost. It is shown this once. Write "
                "it down or print it, and keep it away from this computer."
            ),
        )
        self._code = ""
        self._shown = text_label("", "body", tabular=True)
        self._typed = QLineEdit()
        self._verdict = text_label("", "small", tone="dim")
        self._build()

    def show_code(self, code: str) -> None:
        """Show a code and wait until it is typed back."""
        self._code = _plain(code)
        groups = [self._code[at : at + _GROUP] for at in range(0, len(self._code), _GROUP)]
        lines = [
            "  ".join(groups[at : at + _GROUPS_A_LINE])
            for at in range(0, len(groups), _GROUPS_A_LINE)
        ]
        self._shown.setText("\n".join(lines))
        self._shown.setAccessibleName(self.tr("Recovery code {0}").format(" ".join(groups)))
        self._typed.clear()
        self.completeness_changed.emit()

    def is_complete(self) -> bool:
        return bool(self._code) and _plain(self._typed.text()) == self._code

    def enter(self) -> None:
        self._typed.setFocus(Qt.FocusReason.OtherFocusReason)

    def forget(self) -> None:
        """Drop the code and what was typed."""
        self._code = ""
        self._shown.clear()
        self._shown.setAccessibleName("")
        self._typed.clear()

    def _build(self) -> None:
        font = QFont("monospace")
        font.setStyleHint(QFont.StyleHint.Monospace)
        font.setPixelSize(15)
        self._shown.setFont(font)
        self._shown.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        box = card("note")
        inner = QVBoxLayout(box)
        inner.setContentsMargins(16, 14, 16, 14)
        inner.addWidget(self._shown, 0, Qt.AlignmentFlag.AlignHCenter)
        self.body.addWidget(box)
        copy = push_button(self.tr("Copy"), "ghost", icon="copy")
        copy.clicked.connect(lambda _on=False: _copy_secret(self._code))
        row = QHBoxLayout()
        row.addWidget(text_label(self.tr("Type it back"), "small", tone="dim"))
        row.addStretch(1)
        row.addWidget(copy)
        self.body.addLayout(row)
        self._typed.setAccessibleName(self.tr("The recovery code, typed back"))
        self._typed.setPlaceholderText(self.tr("Blanks and small letters do not matter"))
        self._typed.textChanged.connect(lambda _text: self._check())
        self.body.addWidget(self._typed)
        self.body.addWidget(self._verdict)
        final = self.tr(
            "Without the passphrase and without this code nobody can open the footage again: "
            "not you, not us."
        )
        self.body.addWidget(note(final, INNER_PX))
        self.body.addStretch(1)

    def _check(self) -> None:
        typed = _plain(self._typed.text())
        right = _in_common(typed, self._code)
        wrong = right < len(typed)
        restyle(self._typed, state="bad" if wrong else None)
        if wrong and right == len(self._code):
            words = self.tr("There is more in it than in the code.")
        elif wrong:
            # The code stands above, so that this gives nothing away.
            words = self.tr("This is not the code: look at group {0} again.").format(
                right // _GROUP + 1
            )
        elif typed and right == len(self._code):
            words = self.tr("That is the code.")
        else:
            words = ""
        self._verdict.setText(words)
        restyle(self._verdict, tone="bad" if wrong else "ok")
        self.completeness_changed.emit()


def _plain(code: str) -> str:
    return "".join(letter for letter in code.upper() if letter.isalnum())


def _in_common(one: str, other: str) -> int:
    """Return how many letters both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _copy_secret(text: str) -> None:
    """Put a secret on the clipboard so that clipboard histories know not to keep it on the disk."""
    secret = QMimeData()
    secret.setText(text)
    secret.setData("x-kde-passwordManagerHint", QByteArray(b"secret"))
    QGuiApplication.clipboard().setMimeData(secret)
