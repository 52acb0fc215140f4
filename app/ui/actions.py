"""The action registry: one QAction for each action of `action_specs`.

Menus, buttons, command palette, F1 overlay and keys all use these QActions, so that an action that
is switched off is off everywhere, and its key is told in one place.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import SIGNAL, QCoreApplication, QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from app.ui.action_specs import DEFAULT_SPECS, ActionSpec, Context
from app.ui.action_specs.labels import CHOOSE_BY_NAME, GIVE_BY_NAME
from app.ui.theme import theme

# Sorts before all other grounds, whose reasons it overrides.
_ROLE = ""
_BY_LABEL = {"label.choose_": CHOOSE_BY_NAME, "label.give_": GIVE_BY_NAME}


class ActionRegistry(QObject):
    """All actions by id; an id that does not exist raises KeyError.

    Signals:
        triggered(str): the action of this id was used, by whatever way.
        keys_changed(): actions have other keys than before.
    """

    triggered = Signal(str)
    keys_changed = Signal()

    def __init__(
        self, specs: Sequence[ActionSpec] = DEFAULT_SPECS, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._specs = {spec.id: spec for spec in specs}
        # Why the person may not use an action, by its id; by who says so, and of all of them.
        self._refusals: dict[str, Mapping[str, str]] = {}
        self._refused: dict[str, str] = {}
        self._actions = {spec.id: self._build(spec) for spec in specs}
        self._switched_off: set[str] = set()
        self._kept_off: dict[str, frozenset[str]] = {}
        self._labelled: frozenset[str] = frozenset()
        self._context = Context.ALWAYS
        self._reviews = False
        self._refresh()

    @property
    def specs(self) -> tuple[ActionSpec, ...]:
        """All specs in the order of the preset."""
        return tuple(self._specs.values())

    @property
    def context(self) -> Context:
        """What there is to act on; in review, a clip is not changed but reviewed."""
        reviews = self._reviews and self._context is Context.ANNOTATE
        return Context.REVIEW if reviews else self._context

    def spec(self, action_id: str) -> ActionSpec:
        return self._specs[action_id]

    def action(self, action_id: str) -> QAction:
        """Return the QAction, to put in a menu or under a button."""
        return self._actions[action_id]

    def connect_action(self, action_id: str, slot: Callable[[], object]) -> None:
        """Call `slot` without arguments whenever the action is used."""
        self._actions[action_id].triggered.connect(lambda _checked=False: slot())

    def has_effect(self, action_id: str) -> bool:
        """Return whether anybody does anything when the action is used."""
        action = self._actions[action_id]
        told = action.receivers(SIGNAL("triggered(bool)")) + action.receivers(
            SIGNAL("toggled(bool)")
        )
        # A menu listens to its actions, and so does `triggered`; neither does what is asked for.
        menus = sum(isinstance(one, QMenu) for one in action.associatedObjects())
        return told > menus + 1

    def group_title(self, spec: ActionSpec) -> str:
        """Return the heading of the spec's group in the person's language."""
        return _translated(spec.group)

    def key_text(self, action_id: str) -> str:
        """Return the action's first key as people of this platform write it, or ""."""
        keys = self._specs[action_id].shortcuts
        return _native(keys[0]) if keys else ""

    def key_texts(self, action_id: str) -> tuple[str, ...]:
        """Return all of the action's keys as people of this platform write them."""
        return tuple(_native(key) for key in self._specs[action_id].shortcuts)

    def set_keys(self, keys: Mapping[str, tuple[str, ...]]) -> None:
        """Give actions these keys, as `keymap` makes them; those that are not named keep theirs."""
        for action_id, texts in keys.items():
            spec = self._specs[action_id]
            if spec.shortcuts != texts:
                self._specs[action_id] = spec = replace(spec, shortcuts=texts)
                self._bind(self._actions[action_id], spec)
        self.keys_changed.emit()

    def set_context(self, context: Context) -> None:
        """Say what is there to act on; actions that need more are off.

        Whether an open clip is annotated or reviewed is not said here, but by `set_reviewing`.
        """
        self._context = Context.ANNOTATE if context is Context.REVIEW else context
        self._refresh()

    def set_reviewing(self, on: bool) -> None:
        """Review open clips from now on, or annotate them."""
        self._reviews = on
        self._refresh()

    def keep_off(self, reason: str, action_ids: Collection[str]) -> None:
        """Switch these off for as long as they are named for this reason, whoever enables them."""
        self._kept_off[reason] = frozenset(action_ids)
        self._refresh()

    def refuse(self, reasons: Mapping[str, str], *, because_of: str = _ROLE) -> None:
        """Switch these off and say in each one's tooltip why, whoever enables them.

        Whatever was refused before because of the same is free. What the person's role does not
        allow is said before anything else, like how far the open clip is.
        """
        self._refusals[because_of] = dict(reasons)
        reasons = {
            action_id: why
            for key in sorted(self._refusals, reverse=True)
            for action_id, why in self._refusals[key].items()
        }
        changed = self._refused.keys() ^ reasons.keys()
        changed |= {one for one in reasons if self._refused.get(one) != reasons[one]}
        self._refused = dict(reasons)
        for action_id in changed:
            self._bind(self._actions[action_id], self._specs[action_id])
            self._refresh_one(self._specs[action_id])

    def set_enabled(self, action_id: str, enabled: bool) -> None:
        """Switch one action off, or on again where the context allows it."""
        if enabled:
            self._switched_off.discard(action_id)
        else:
            self._switched_off.add(action_id)
        self._refresh_one(self._specs[action_id])

    def name_labels(self, names: Mapping[int, str]) -> None:
        """Call the actions of labels by the labels' names, which belong to these digits."""
        labelled: set[str] = set()
        for prefix, text in _BY_LABEL.items():
            for digit in range(1, 10):
                action_id, name = f"{prefix}{digit}", names.get(digit)
                if name is not None:
                    labelled.add(action_id)
                    self._actions[action_id].setText(_translated(text).format(name))
                else:
                    usual = _translated(self._specs[action_id].text).format(digit)
                    self._actions[action_id].setText(usual)
        self._labelled = frozenset(labelled)

    def means_something(self, action_id: str) -> bool:
        """Return whether the action leads anywhere; one of a digit without a label does not."""
        return not action_id.startswith(tuple(_BY_LABEL)) or action_id in self._labelled

    def attach(self, window: QWidget) -> None:
        """Let the keys work in `window`."""
        window.addActions(list(self._actions.values()))

    def _build(self, spec: ActionSpec) -> QAction:
        text = _translated(spec.text).format(spec.id[-1])
        action = QAction(text, self)
        action.setObjectName(spec.id)
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.setAutoRepeat(spec.repeats)
        action.setCheckable(spec.checkable)
        # In a menu an icon would stand in the place of the mark that tells whether it is on.
        action.setIconVisibleInMenu(not spec.checkable)
        action.setMenuRole(QAction.MenuRole.NoRole)
        action.setIconText(text.rstrip("…"))
        self._bind(action, spec)
        if spec.icon:
            theme.set_icon(action, spec.icon)
        action.triggered.connect(lambda _checked=False: self.triggered.emit(spec.id))
        return action

    def _bind(self, action: QAction, spec: ActionSpec) -> None:
        action.setShortcuts([QKeySequence(key) for key in spec.shortcuts])
        plain = action.iconText()
        tip = f"{plain}  ({_native(spec.shortcuts[0])})" if spec.shortcuts else plain
        why_not = self._refused.get(spec.id, "")
        action.setToolTip(f"{tip}\n{why_not}" if why_not else tip)

    def _refresh(self) -> None:
        """Switch all of them; they are hundreds, so what they share is worked out once."""
        here, off = self.context, self._off()
        holds = {context: context.holds_in(here) for context in Context}
        for action_id, spec in self._specs.items():
            self._actions[action_id].setEnabled(holds[spec.context] and action_id not in off)

    def _refresh_one(self, spec: ActionSpec) -> None:
        holds = spec.context.holds_in(self.context)
        self._actions[spec.id].setEnabled(holds and spec.id not in self._off())

    def _off(self) -> set[str]:
        """Return what is off whatever there is to act on."""
        return self._switched_off.union(self._refused, *self._kept_off.values())


def _translated(text: str) -> str:
    return QCoreApplication.translate("Actions", text)


def _native(key: str) -> str:
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
