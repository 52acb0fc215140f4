"""The wizard's second page: where the key comes from."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from app.ui.controls import restyle, text_label
from app.ui.dialogs.frame import add_field, form, note
from app.ui.wizard.page import INNER_PX, WizardPage
from app.ui.wizard.strength import SHORTEST, Strength, strength

_INDENT_PX = 24


class KeyPage(WizardPage):
    """Asks for a passphrase twice, or takes the key of the environment where there is one."""

    def __init__(self, *, environment_key: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.set_words(
            self.tr("The key"),
            self.tr(
                "Everything is encrypted with a key made on this computer. It lies in a keyring "
                "file that a passphrase opens."
            ),
        )
        self._keyring = QRadioButton(self.tr("A new keyring with a passphrase"))
        self._environment = QRadioButton(self.tr("The key in ENCRYPTION_KEY"))
        self._environment.setEnabled(environment_key)
        self._first, self._second = QLineEdit(), QLineEdit()
        self._meter = QProgressBar()
        self._hint = text_label("", "small", tone="dim", wrap=True)
        self._fields = QWidget()
        self._build()

    @property
    def passphrase(self) -> str | None:
        """The passphrase; None takes the environment's key."""
        return self._first.text() if self._keyring.isChecked() else None

    def is_complete(self) -> bool:
        if not self._keyring.isChecked():
            return True
        first = self._first.text()
        return strength(first) is not Strength.TOO_SHORT and first == self._second.text()

    def enter(self) -> None:
        self._first.setFocus(Qt.FocusReason.OtherFocusReason)

    def forget(self) -> None:
        """Empty both fields."""
        self._first.clear()
        self._second.clear()

    def _build(self) -> None:
        group = QButtonGroup(self)
        for button in (self._keyring, self._environment):
            group.addButton(button)
            button.setAccessibleName(button.text())
        self._keyring.setChecked(True)
        self._keyring.toggled.connect(self._on_source)
        fields: QFormLayout = form()
        for name, field in (
            (self.tr("Passphrase"), self._first),
            (self.tr("Once more"), self._second),
        ):
            field.setEchoMode(QLineEdit.EchoMode.Password)
            field.textChanged.connect(lambda _text: self._check())
            add_field(fields, name, field)
        self._meter.setRange(0, 3)
        self._meter.setTextVisible(False)
        self._meter.setAccessibleName(self.tr("Strength of the passphrase"))
        inner = QVBoxLayout(self._fields)
        inner.setContentsMargins(_INDENT_PX, 0, 0, 4)
        inner.setSpacing(8)
        inner.addLayout(fields)
        inner.addWidget(self._meter)
        inner.addWidget(self._hint)
        self.body.addWidget(self._keyring)
        self.body.addWidget(self._fields)
        self.body.addWidget(self._environment)
        remark = (
            self.tr("The key stays readable in the environment: locking only hides the window.")
            if self._environment.isEnabled()
            else self.tr("ENCRYPTION_KEY is not set.")
        )
        indented = QHBoxLayout()
        indented.setContentsMargins(_INDENT_PX, 0, 0, 0)
        indented.addWidget(note(remark, INNER_PX - _INDENT_PX))
        self.body.addLayout(indented)
        self.body.addStretch(1)
        self._check()

    def _on_source(self, keyring: bool) -> None:
        self._fields.setEnabled(keyring)
        self.completeness_changed.emit()

    def _check(self) -> None:
        first, second = self._first.text(), self._second.text()
        level = strength(first)
        self._meter.setValue(int(level))
        different = bool(second) and not first.startswith(second)
        restyle(self._second, state="bad" if different else None)
        words = {
            Strength.TOO_SHORT: self.tr("At least {0} characters; four or five words are best."),
            Strength.WEAK: self.tr("Weak: easy to guess. Add words that do not belong together."),
            Strength.FAIR: self.tr("Fair. One more word makes it strong."),
            Strength.STRONG: self.tr("Strong."),
        }
        text = words[level].format(SHORTEST)
        if different:
            text = self.tr("The two are different.")
        elif second and second != first:
            text = self.tr("The two are not the same yet: the second is shorter.")
        elif not second and level is not Strength.TOO_SHORT:
            text = f"{text} {self.tr('Now type it once more.')}"
        self._hint.setText(text)
        good = level is Strength.STRONG and first == second
        restyle(self._hint, tone="bad" if different else "ok" if good else "dim")
        self.completeness_changed.emit()
