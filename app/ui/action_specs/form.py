"""What is told of an action, and the form in which the files beside this one tell it."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum


class Context(StrEnum):
    """When an action can be used. Each holds within those after it, but for the last two.

    Those exclude each other: an open clip is annotated or reviewed.
    """

    ALWAYS = "always"  # even while locked or without a project
    PROJECT = "project"
    CLIP = "clip"
    ANNOTATE = "annotate"  # a clip is open and may be changed
    REVIEW = "review"  # a clip is open in the workspace in which nobody changes boxes

    def holds_in(self, other: "Context") -> bool:
        """Tell whether an action of this context can be used in another one."""
        order = list(Context)
        return self is other or (
            self not in (Context.ANNOTATE, Context.REVIEW)
            and order.index(self) < order.index(other)
        )

    def meets(self, other: "Context") -> bool:
        """Tell whether actions of both contexts can be there at the same time."""
        return self.holds_in(other) or other.holds_in(self)


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One action.

    text: with "{0}" where the action's digit belongs.
    shortcuts: portable key texts such as "Ctrl+K", the one to show first.
    group: the heading under which palette, menus and overlay list it.
    icon: a name in `resources/icons`, or "".
    checkable: it has a state that is on or off.
    repeats: it goes on while its key is held down.
    """

    id: str
    text: str
    shortcuts: tuple[str, ...]
    group: str
    context: Context
    icon: str = ""
    checkable: bool = False
    repeats: bool = False


def QT_TRANSLATE_NOOP(_context: str, text: str) -> str:
    """Mark a text for the translators' tool, which knows this name; Qt's own says `object`."""
    return text


Row = tuple[str, str, str, str]


def specs(
    group: str,
    context: Context,
    *rows: Row,
    checkable: Collection[str] = (),
    repeats: tuple[str, ...] = (),
) -> tuple[ActionSpec, ...]:
    """Read rows of id, text, keys parted by blanks, icon.

    `checkable` are the ids of those with a state, `repeats` how the ids begin of those that go on
    while their key is held down.
    """
    return tuple(
        ActionSpec(
            id=identifier,
            text=text,
            shortcuts=tuple(keys.split()),
            group=group,
            context=context,
            icon=icon,
            checkable=identifier in checkable,
            repeats=identifier.startswith(repeats),
        )
        for identifier, text, keys, icon in rows
    )
