"""The bar at the bottom: four answers at any moment, and the numbers of the view.

Is it encrypted, where do the clips lie, where do the annotations lie, is everything saved.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui.controls import ElidedLabel, icon_button, text_label
from app.ui.controls.glyph import Glyph
from app.ui.controls.labels import Tone
from app.ui.controls.tips import plain_tip
from app.ui.theme import theme
from app.ui.transfers.view import TransferSum

HEIGHT_PX = 30
# Room for "~/Footage/Harbour 2026/clips"; the tooltip tells the whole place.
_WIDEST_PX = 280
_MANY_PENDING = 9999
Protection = Literal["sealed", "environment", "sample", "locked", "none"]


@dataclass(frozen=True, slots=True)
class StoreAnswers:
    """What the first three answers say.

    key: the short id of the key, "3f2a 91c0".
    store, database: where clips and annotations lie, in a few words.
    store_icon: "hard-drive" or "cloud".
    """

    protection: Protection
    key: str = ""
    store: str = ""
    database: str = ""
    store_icon: str = "hard-drive"


class StatusItem(QWidget):
    """One answer: icon and text; hidden while it has no text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._glyph = Glyph(14)
        # A path tells by its start on which disk it lies and by its end which folder it is.
        self._label = ElidedLabel(
            "", "small", tone="dim", tabular=True, elide=Qt.TextElideMode.ElideMiddle
        )
        self._label.setMaximumWidth(_WIDEST_PX)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(7)
        layout.addWidget(self._glyph)
        layout.addWidget(self._label)
        self.setVisible(False)

    def keep_size_for(self, *texts: str) -> None:
        """Be as wide as the widest of these: an answer that often changes moves nothing then."""
        metrics = self._label.fontMetrics()
        widest = max(metrics.horizontalAdvance(text) for text in texts)
        # A label of fixed size asks for no layout when its text changes.
        self._label.setFixedSize(min(widest + 2, _WIDEST_PX), metrics.height())

    @property
    def text(self) -> str:
        return self._label.text()

    def show_answer(self, icon: str, text: str, *, tone: Tone = "dim", tip: str = "") -> None:
        self._glyph.show_icon(icon, tone)
        self._label.setProperty("tone", tone)
        self._label.setText(text)
        self._label.updateGeometry()
        self._label.update()
        self.setToolTip(plain_tip(tip or text))
        self.setAccessibleName(text)
        self.setAccessibleDescription(tip)
        self.setVisible(bool(text))


class StatusBar(QWidget):
    """Answers.

    Signals:
        transfers_requested(): show or put away the transfers.
    """

    transfers_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(HEIGHT_PX)
        self.protection = StatusItem()
        self.store = StatusItem()
        self.link = StatusItem()
        self.database = StatusItem()
        self.saving = StatusItem()
        self.masks = StatusItem()
        many = self.tr("%n pending", "", _MANY_PENDING)
        self.saving.keep_size_for(self.tr("Saved"), many, self.tr("Read-only"))
        self._transfers = icon_button("arrow-down-up", self.tr("Transfers"), size_px=14)
        self._transfers.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._transfers.setFont(theme.font("small", tabular=True))
        self._transfers.clicked.connect(lambda _on=False: self.transfers_requested.emit())
        self._transfers.hide()
        self._fps = text_label("", "small", tone="dim", tabular=True)
        self._zoom = text_label("", "small", tone="dim", tabular=True)
        self._link_shown: tuple[str, str, str] = ("", "", "")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 0, 12, 0)
        layout.setSpacing(20)
        for item in (
            self.protection,
            self.store,
            self.link,
            self.database,
            self.saving,
            self.masks,
        ):
            layout.addWidget(item)
        layout.addStretch(1)
        layout.addWidget(self._transfers)
        layout.addWidget(self._fps)
        layout.addWidget(self._zoom)
        self.masks.show_answer("", "")
        self.show_store(StoreAnswers("none"))

    def show_store(self, answers: StoreAnswers) -> None:
        """Give the first three answers."""
        icon, text, tone, tip = self._protection_words(answers)
        self.protection.show_answer(icon, text, tone=tone, tip=tip)
        self.store.show_answer(
            answers.store_icon,
            _short(answers.store),
            tip=self.tr("Clips lie in {0}").format(answers.store),
        )
        self.database.show_answer(
            "database",
            answers.database,
            tip=self.tr("Annotations lie in {0}").format(answers.database),
        )
        if answers.protection in ("none", "locked"):
            self.saving.show_answer("", "")
            self.show_link("", "")

    def show_link(self, icon: str, text: str, *, tone: Tone = "dim", tip: str = "") -> None:
        """Say how the way to a distant store is; "" where the clips lie here."""
        if (icon, text, tone) != self._link_shown:
            self._link_shown = (icon, text, tone)
            self.link.show_answer(icon, text, tone=tone, tip=tip)

    def show_transfers(self, total: TransferSum | None) -> None:
        """Show how many transfers are under way, or that some have ended; None shows nothing."""
        self._transfers.setVisible(total is not None)
        if total is None:
            self._transfers.setText("")
            self._transfers.setToolTip("")
            return
        text = str(total.count) if total.is_busy else self.tr("Transfers")
        self._transfers.setText(text)
        name = f"{self.tr('Transfers')}: {total.title}"
        self._transfers.setAccessibleName(name)
        self._transfers.setToolTip(name)

    def show_saved(self, pending: int) -> None:
        """Say how many edits the database does not have yet; they are in the journal."""
        if pending == 0:
            self.saving.show_answer(
                "check", self.tr("Saved"), tip=self.tr("Every change is in the database")
            )
            return
        text = self.tr("%n pending", "", pending)
        tip = self.tr("These changes are in the journal on this computer, sealed")
        self.saving.show_answer("refresh-cw", text, tone="warn", tip=tip)

    def show_read_only(self, reason: str) -> None:
        """Say that nothing can be saved, and why."""
        self.saving.show_answer("lock", self.tr("Read-only"), tone="bad", tip=reason)

    def show_fps(self, fps: float | None, *, why_fewer_pixels: str = "") -> None:
        """Show the measured speed of playback, and why it is less sharp; None shows nothing."""
        if fps is None:
            self._fps.setText("")
            self._fps.setToolTip("")
            return
        form = self.tr("{0} fps · fewer pixels") if why_fewer_pixels else self.tr("{0} fps")
        self._fps.setText(form.format(f"{fps:.1f}"))
        self._fps.setToolTip(why_fewer_pixels)

    def show_zoom(self, percent: float | None) -> None:
        """Show the zoom; None shows nothing."""
        self._zoom.setText("" if percent is None else f"{percent:.0f} %")

    def _protection_words(self, answers: StoreAnswers) -> tuple[str, str, Tone, str]:
        sealed = self.tr("Encrypted · key {0}").format(answers.key)
        match answers.protection:
            case "sealed":
                return "lock", sealed, "ok", self.tr("Locking wipes the key from memory")
            case "environment":
                tip = self.tr("The key is in the environment: the lock only hides")
                text = self.tr("Encrypted · key in environment: the lock only hides")
                return "lock", text, "ok", f"{tip} ({answers.key})"
            case "sample":
                tip = self.tr("Encrypted, but everybody knows the sample project's passphrase")
                return "lock-open", self.tr("Sample: not protected"), "warn", tip
            case "locked":
                return "lock", self.tr("Locked"), "dim", self.tr("No key is in memory")
            case _:
                return "", "", "dim", ""


def _short(place: str) -> str:
    """Return a place with `~` for the person's own folder, as people write it."""
    home = str(Path.home())
    return f"~{place.removeprefix(home)}" if place.startswith(f"{home}/") else place
