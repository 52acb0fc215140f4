"""The editor of keys: a preset, and any key changed; conflicts are said before they are made."""

from PySide6.QtCore import QCoreApplication, QModelIndex
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QTreeView,
    QWidget,
)

from app.settings.keys import KeySettings
from app.ui.action_specs import DEFAULT_SPECS
from app.ui.action_specs.keymap import PRESET_NAMES
from app.ui.actions import ActionRegistry
from app.ui.controls import ElidedLabel, push_button, text_label
from app.ui.controls.plain_table import dress_table
from app.ui.dialogs.frame import Dialog
from app.ui.keys.draft import KeyDraft
from app.ui.keys.keys_model import ACTION, GROUP, KEYS, KeysModel, native
from app.ui.keys.recorder import KeyRecorder

_WIDTH_PX = 720
_TABLE_PX = 30 + 12 * 26
_COLUMNS_PX = {GROUP: 120, KEYS: 250}


class KeysDialog(Dialog):
    """`settings` is the answer once it was accepted."""

    def __init__(
        self, registry: ActionRegistry, settings: KeySettings, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent, width_px=_WIDTH_PX)
        self._draft = KeyDraft(DEFAULT_SPECS, settings)
        self._model = KeysModel(registry, self._draft, self)
        self._preset = QComboBox()
        self._filter = QLineEdit()
        self._table = QTreeView()
        self._chosen = ElidedLabel("", "body", bold=True)
        self._recorder = KeyRecorder()
        self._clear = push_button(self.tr("No key"), "ghost")
        self._usual = push_button(self.tr("As in the preset"), "ghost")
        self._said = ElidedLabel("", "small", tone="warn")
        self._take = push_button(self.tr("Take it from there"))
        self._offered = ""
        self._build()
        self._connect()
        self._table.setCurrentIndex(self._model.index(0, ACTION))

    @property
    def settings(self) -> KeySettings:
        return self._draft.settings

    def _build(self) -> None:
        self.set_words(
            self.tr("Keys"),
            self.tr("Every action can have up to four keys. Bold ones are yours."),
        )
        top = QHBoxLayout()
        top.setSpacing(8)
        for preset, name in PRESET_NAMES.items():
            self._preset.addItem(QCoreApplication.translate("Actions", name), preset)
        self._preset.setCurrentIndex(max(self._preset.findData(self._draft.preset), 0))
        self._preset.setAccessibleName(self.tr("Preset"))
        self._preset.view().setAccessibleName(self.tr("Preset"))
        self._preset.setMinimumWidth(180)
        self._filter.setPlaceholderText(self.tr("Find an action or a key"))
        self._filter.setAccessibleName(self.tr("Find an action or a key"))
        top.addWidget(text_label(self.tr("Preset"), "small", tone="dim"))
        top.addWidget(self._preset)
        top.addSpacing(8)
        top.addWidget(self._filter, 1)
        self._build_table()
        below = QHBoxLayout()
        below.setSpacing(8)
        below.addWidget(self._chosen, 1)
        self._recorder.setFixedWidth(250)
        below.addWidget(self._recorder)
        below.addWidget(self._clear)
        below.addWidget(self._usual)
        said = QHBoxLayout()
        said.addWidget(self._said, 1)
        said.addWidget(self._take)
        # As high with the button as without: nothing jumps when a conflict is said.
        self._take.setVisible(False)
        self._said.setMinimumHeight(self._take.sizeHint().height())
        for part in (top, self._table, below, said):
            if isinstance(part, QWidget):
                self.body.addWidget(part)
            else:
                self.body.addLayout(part)
        done = push_button(self.tr("Use these keys"), "primary")
        done.clicked.connect(lambda _on=False: self.accept())
        self.add_buttons(self.cancel_button(), done)

    def _build_table(self) -> None:
        table = self._table
        table.setModel(self._model)
        dress_table(
            table, name=self.tr("Actions and their keys"), stretched=ACTION, widths_px=_COLUMNS_PX
        )
        table.setFixedHeight(_TABLE_PX)
        header = table.header()
        header.setAccessibleName(self.tr("Columns"))

    def _connect(self) -> None:
        self._preset.activated.connect(self._on_preset)
        self._filter.textChanged.connect(self._on_filter)
        self._table.selectionModel().currentChanged.connect(self._on_current)
        self._table.activated.connect(lambda _at: self._recorder.setFocus())
        self._recorder.pressed.connect(self._on_pressed)
        self._recorder.left.connect(self._table.setFocus)
        self._clear.clicked.connect(lambda _on=False: self._clear_keys())
        self._usual.clicked.connect(lambda _on=False: self._reset_keys())
        self._take.clicked.connect(lambda _on=False: self._on_take())

    def _action_id(self) -> str | None:
        at = self._table.currentIndex()
        return self._model.action_id(at.row()) if at.isValid() else None

    def _on_preset(self) -> None:
        self._draft.set_preset(str(self._preset.currentData()))
        self._model.refresh()
        self._say("")

    def _on_filter(self, text: str) -> None:
        chosen = self._action_id()
        self._model.set_filter(text)
        row = self._model.row_of(chosen) if chosen is not None else None
        self._table.setCurrentIndex(self._model.index(row or 0, ACTION))
        self._on_current(self._table.currentIndex())

    def _on_current(self, at: QModelIndex) -> None:
        there = at.isValid()
        self._chosen.setText(self._model.name(self._model.action_id(at.row())) if there else "")
        for widget in (self._recorder, self._clear, self._usual):
            widget.setEnabled(there)
        self._say("")

    def _on_pressed(self, key: str) -> None:
        action_id = self._action_id()
        if action_id is None:
            return
        user = self._draft.user_of(key, but=action_id)
        if user is None:
            self._draft.add(action_id, key)
            self._model.refresh()
            self._say("")
            return
        self._offered = key
        self._say(self.tr("{0} is the key of: {1}").format(native([key]), self._model.name(user)))
        self._take.setVisible(True)

    def _on_take(self) -> None:
        """Give the key to the chosen action, and take it from whoever has it."""
        action_id, key = self._action_id(), self._offered
        if action_id is None or not key:
            return
        while (user := self._draft.user_of(key, but=action_id)) is not None:
            self._draft.take_from(user, key)
        self._draft.add(action_id, key)
        self._model.refresh()
        self._say("")
        self._recorder.setFocus()

    def _clear_keys(self) -> None:
        action_id = self._action_id()
        if action_id is not None:
            self._draft.clear(action_id)
            self._model.refresh()
            self._say("")

    def _reset_keys(self) -> None:
        """Go back to the preset's keys; those that were given to others are offered one by one."""
        action_id = self._action_id()
        if action_id is None:
            return
        self._draft.reset(action_id)
        self._model.refresh()
        self._say("")
        for key in self._draft.given_away(action_id)[:1]:
            self._on_pressed(key)

    def _say(self, text: str) -> None:
        self._said.setText(text)
        self._take.setVisible(False)
