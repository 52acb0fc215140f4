"""Preferences: what applies to this machine, at once."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QSpinBox, QWidget

from app.settings.preferences import Preferences
from app.ui.controls import Segments, push_button
from app.ui.dialogs.frame import Dialog, add_field, form, note, pad

_SHOWN = (
    "theme",
    "idle_lock_minutes",
    "cache_mib",
    "minimum_box_px",
    "new_tracks_end_after",
    "low_end",
    "reopens",
)


class PreferencesDialog(Dialog):
    """Shows preferences; every change applies at once, so there is nothing to confirm.

    Signals:
        changed(Preferences)
    """

    changed = Signal(object)

    def __init__(
        self,
        preferences: Preferences,
        parent: QWidget | None = None,
        *,
        latest_minutes: float = 0,
    ) -> None:
        """`latest_minutes`: when the open project's rules lock at the latest; 0 is never."""
        super().__init__(parent, width_px=460)
        self.set_words(self.tr("Preferences"))
        self._preferences = preferences
        self._theme = Segments(
            (
                ("system", self.tr("System")),
                ("dark", self.tr("Dark")),
                ("light", self.tr("Light")),
            ),
            name=self.tr("Theme"),
        )
        self._idle = _number(0, 30, self.tr(" min"))
        self._idle.setSpecialValueText(self.tr("Never"))
        if latest_minutes:
            latest = self.tr("This project locks after {0} min at the latest.")
            self._idle.setToolTip(latest.format(f"{latest_minutes:g}"))
            self._idle.setSpecialValueText(self.tr("As the project says"))
        self._cache = _number(32, 8192, self.tr(" MiB"))
        self._cache.setSingleStep(64)
        self._smallest = _number(1, 64, self.tr(" px"))
        self._end_after = _number(0, 100_000, self.tr(" frames"))
        self._end_after.setSpecialValueText(self.tr("Never"))
        self._end_after.setSingleStep(25)
        self._end_after.setToolTip(
            self.tr(
                "So long a new track shows its last box. Otherwise it does to the clip's end, "
                "until you say that it is outside."
            )
        )
        self._low_end = QCheckBox(self.tr("Always play with fewer pixels"))
        self._low_end.setToolTip(
            self.tr("A paused frame is always whole. Without this, it happens only while needed.")
        )
        # As high as the other fields, so that its name stands on its line.
        self._low_end.setMinimumHeight(28)
        self._reopens = QCheckBox(self.tr("Open the clip where you left it"))
        self._reopens.setToolTip(
            self.tr("Only the clip's id and the frame's number are kept on this computer.")
        )
        self._reopens.setMinimumHeight(28)
        self._build()
        self._show()
        self._connect()

    @property
    def preferences(self) -> Preferences:
        return self._preferences

    def _build(self) -> None:
        fields = form()
        add_field(fields, self.tr("Theme"), self._theme)
        add_field(fields, self.tr("At the start"), self._reopens)
        add_field(fields, self.tr("Lock when idle for"), self._idle)
        add_field(fields, self.tr("Memory for frames"), self._cache)
        add_field(fields, self.tr("Low-end mode"), self._low_end)
        add_field(fields, self.tr("Smallest box"), self._smallest)
        add_field(fields, self.tr("New tracks end after"), self._end_after)
        self.body.addLayout(fields)
        remark = self.tr(
            "Locking wipes keys and frames from memory. The memory for frames applies from the "
            "next clip on."
        )
        self.body.addWidget(note(remark, self.inner_px))
        reset = push_button(self.tr("Reset"), "ghost")
        reset.clicked.connect(lambda _on=False: self._on_reset())
        close = push_button(self.tr("Close"), "primary")
        close.setDefault(True)
        close.clicked.connect(lambda _on=False: self.accept())
        self.add_at_left(reset)
        self.add_buttons(close)

    def _show(self) -> None:
        self._theme.set_current(self._preferences.theme)
        self._idle.setValue(self._preferences.idle_lock_minutes)
        self._cache.setValue(self._preferences.cache_mib)
        self._smallest.setValue(self._preferences.minimum_box_px)
        self._end_after.setValue(self._preferences.new_tracks_end_after)
        self._low_end.setChecked(self._preferences.low_end)
        self._reopens.setChecked(self._preferences.reopens)

    def _connect(self) -> None:
        self._theme.chosen.connect(lambda theme: self._change(theme=theme))
        self._idle.valueChanged.connect(lambda value: self._change(idle_lock_minutes=value))
        self._cache.valueChanged.connect(lambda value: self._change(cache_mib=value))
        self._smallest.valueChanged.connect(lambda value: self._change(minimum_box_px=value))
        self._end_after.valueChanged.connect(lambda value: self._change(new_tracks_end_after=value))
        self._low_end.toggled.connect(lambda on: self._change(low_end=on))
        self._reopens.toggled.connect(lambda on: self._change(reopens=on))

    def _change(self, **fields: str | int) -> None:
        changed = replace(self._preferences, **fields)  # type: ignore[arg-type]
        if changed != self._preferences:
            self._preferences = changed
            self.changed.emit(changed)

    def _on_reset(self) -> None:
        """Take back what stands here, and nothing that is chosen elsewhere."""
        usual = Preferences()
        reset = replace(self._preferences, **{name: getattr(usual, name) for name in _SHOWN})
        if reset != self._preferences:
            self._preferences = reset
            self._show()
            self.changed.emit(reset)


def _number(low: int, high: int, suffix: str) -> QSpinBox:
    box = QSpinBox()
    box.setRange(low, high)
    box.setSuffix(suffix)
    pad(box)
    return box
