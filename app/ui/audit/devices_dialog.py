"""The devices that write the audit log: since when, whose, and who vouches for them."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QTreeView, QWidget

from app.failures import Problem
from app.session.audit.devices import LogDevice
from app.ui.controls import WrappedLabel, push_button
from app.ui.controls.plain_table import dress_table
from app.ui.controls.tips import plain_tip
from app.ui.dialogs.frame import Dialog
from app.ui.theme import theme

_WIDTH_PX = 760
_COMPUTER, _WHO, _SINCE, _VOUCHER = range(4)
_HEADER_PX, _ROW_PX, _ROWS = 30, 26, 8


class DevicesDialog(Dialog):
    """Shows devices, and changes nothing itself.

    Signals:
        vouching_wanted(LogDevice): the person answered that it belongs to the project.
    """

    vouching_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None, *, why_not: str = "") -> None:
        """`why_not` tells why the person may not vouch, and is empty where they may."""
        super().__init__(parent, width_px=_WIDTH_PX)
        self._devices: Sequence[LogDevice] = ()
        self._people: Mapping[UUID, str] = {}
        self._why_not = why_not
        self._model = QStandardItemModel(0, 4, self)
        self.table = QTreeView()
        self.state = WrappedLabel(self.inner_px, "small", tone="dim")
        self.vouch = push_button(self.tr("Vouch for it…"), icon="circle-check")
        self.set_words(
            self.tr("Devices of the audit log"),
            self.tr(
                "Each computer and profile signs what it notes with a key of its own. Vouch for a "
                "device that you know: then verifying tells it from one that somebody else made."
            ),
        )
        self._build()
        self._refresh()

    def show_devices(self, devices: Sequence[LogDevice], people: Mapping[UUID, str]) -> None:
        """Show these, with the names of the people whose they are."""
        chosen = self.chosen
        self._devices, self._people = tuple(devices), people
        self._model.setRowCount(0)
        for one in devices:
            self._model.appendRow([self._item(text, one) for text in self._texts(one)])
        at = next((i for i, one in enumerate(devices) if chosen and _same(one, chosen)), 0)
        self.table.setCurrentIndex(self._model.index(at, 0))
        self._refresh()

    @property
    def chosen(self) -> LogDevice | None:
        """The device in the current row."""
        row = self.table.currentIndex().row()
        return self._devices[row] if 0 <= row < len(self._devices) else None

    def show_failure(self, problem: Problem) -> None:
        """Say why the devices could not be read, or why nobody vouched."""
        self._refresh()
        self.state.setText(problem.line)

    def _build(self) -> None:
        self._model.setHorizontalHeaderLabels(
            [self.tr("Computer"), self.tr("Who"), self.tr("First seen"), self.tr("Vouched for by")]
        )
        self.table.setModel(self._model)
        dress_table(
            self.table,
            name=self.tr("Devices"),
            stretched=_COMPUTER,
            widths_px={_WHO: 130, _SINCE: 110, _VOUCHER: 200},
        )
        self.table.header().setFixedHeight(_HEADER_PX)
        self.table.header().setAccessibleName(self.tr("Columns"))
        self.table.setFixedHeight(_HEADER_PX + _ROWS * _ROW_PX)
        self.body.addWidget(self.table)
        self.body.addWidget(self.state)
        close = push_button(self.tr("Close"), "primary")
        close.setDefault(True)
        close.clicked.connect(lambda _on=False: self.reject())
        self.add_at_left(self.vouch)
        self.add_buttons(close)
        self.table.selectionModel().currentChanged.connect(lambda _now, _then: self._refresh())
        self.vouch.clicked.connect(lambda _on=False: self._on_vouch())

    def _refresh(self) -> None:
        chosen = self.chosen
        if self._why_not:
            told = self._why_not
        elif chosen is None:
            told = ""
        elif chosen.belongs:
            told = self.tr("This device belongs to the project.")
        elif chosen.is_own:
            told = self.tr("Nobody vouches for this computer yet. Another one has to do it.")
        else:
            told = self.tr(
                "Nobody whom the project believes vouches for this device: what it notes may be "
                "anybody's who has the project's keys."
            )
        self.state.setText(told)
        may = chosen is not None and not chosen.belongs and not chosen.is_own
        self.vouch.setEnabled(may and not self._why_not)
        self.vouch.setToolTip(plain_tip(self._why_not))

    def _on_vouch(self) -> None:
        chosen = self.chosen
        if chosen is not None and VouchDialog(chosen, self._who(chosen), self).asked():
            self.vouch.setEnabled(False)
            self.vouching_wanted.emit(chosen)

    def _texts(self, one: LogDevice) -> tuple[str, str, str, str]:
        since = "–" if one.first_seen is None else f"{one.first_seen.local():%d %b %Y}"  # noqa: RUF001
        return self._name(one.device_id), self._who(one), since, self._voucher(one)

    def _name(self, device_id: bytes) -> str:
        """Return the computer's name and the start of the id, which nobody else's device has."""
        short = device_id.hex()[:8]
        one = next((one for one in self._devices if one.device_id == device_id), None)
        if one is None or not one.computer:
            return short
        text = f"{one.computer} · {short}"
        return self.tr("{0} (this one)").format(text) if one.is_own else text

    def _who(self, one: LogDevice) -> str:
        if one.person is None:
            return self.tr("unknown")
        return self._people.get(one.person) or one.person.hex[:8]

    def _voucher(self, one: LogDevice) -> str:
        if one.endorsed_by is None:
            return self.tr("nobody")
        if not one.belongs:
            return self.tr("nobody who is believed")
        if one.endorsed_by == one.device_id:
            return self.tr("itself: the first")
        return self._name(one.endorsed_by)

    def _item(self, text: str, one: LogDevice) -> QStandardItem:
        item = QStandardItem(text)
        item.setEditable(False)
        item.setToolTip(plain_tip(text))
        item.setSizeHint(QSize(0, _ROW_PX))
        if not one.belongs:
            item.setForeground(theme.color("warn"))
        return item


class VouchDialog(Dialog):
    """Asks whether a device belongs to the project; Enter and Esc both leave it as it is."""

    def __init__(self, device: LogDevice, who: str, parent: QWidget | None = None) -> None:
        super().__init__(parent, width_px=480)
        short = device.device_id.hex()[:8]
        self.set_words(
            self.tr("Vouch for this device?"),
            self.tr(
                "It calls itself “{0}” and says that {1} works on it; its id begins with {2}. Ask "
                "them what their own list of devices says of “this one”: only if it is the same, "
                "it is theirs."
            ).format(device.computer or short, who, short),
        )
        remark = WrappedLabel(self.inner_px, "small", tone="dim")
        remark.setText(self.tr("This stands in the audit log, and nobody can take it back."))
        self.body.addWidget(remark)
        keep = push_button(self.tr("Not now"))
        keep.setDefault(True)
        keep.clicked.connect(lambda _on=False: self.reject())
        yes = push_button(self.tr("Vouch for it"), "primary")
        yes.clicked.connect(lambda _on=False: self.accept())
        self.add_buttons(keep, yes)


def _same(one: LogDevice, other: LogDevice) -> bool:
    return one.device_id == other.device_id
