"""Lists of labels to begin with. Each has ids of its own every time that it is made."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

from app.session.labels.schema import COLORS
from models.annotation.label_attributes import NO, AttributeKind, AttributeSpec
from models.annotation.labels import Label

_UNKNOWN = "unknown"
_COLOURS = (
    _UNKNOWN,
    "black",
    "white",
    "grey",
    "blue",
    "red",
    "green",
    "brown",
    "yellow",
    "other",
)


@dataclass(frozen=True, slots=True)
class LabelTemplate:
    """A list of labels by the key under which the program names it to people."""

    key: str
    make: Callable[[], tuple[Label, ...]]


def people() -> tuple[Label, ...]:
    """Return labels for who is in the picture and what they carry."""
    return _listed(
        ("person", (*_of_a_person(), _yes_no("hidden face", mutable=True))),
        ("group", (_number("people", "2", "500"),)),
        ("bag", (_choice("kind", _UNKNOWN, "backpack", "handbag", "suitcase", "other"),)),
        ("animal", ()),
    )


def vehicles() -> tuple[Label, ...]:
    """Return labels for traffic."""
    return _listed(
        ("car", _of_a_vehicle()),
        ("van", _of_a_vehicle()),
        ("truck", _of_a_vehicle()),
        ("bus", _of_a_vehicle()),
        ("motorcycle", _of_a_vehicle()),
        ("bicycle", (_yes_no("ridden", mutable=True),)),
        ("person", (_doing(),)),
    )


def general() -> tuple[Label, ...]:
    """Return labels for what a camera over a street or a yard mostly sees."""
    return _listed(
        ("person", _of_a_person()),
        ("car", _of_a_vehicle()),
        ("van", _of_a_vehicle()),
        ("truck", _of_a_vehicle()),
        ("bicycle", (_yes_no("ridden", mutable=True),)),
        ("bag", (_yes_no("left alone", mutable=True),)),
        ("animal", ()),
    )


def empty() -> tuple[Label, ...]:
    """Return no labels."""
    return ()


TEMPLATES: tuple[LabelTemplate, ...] = (
    LabelTemplate("general", general),
    LabelTemplate("people", people),
    LabelTemplate("vehicles", vehicles),
    LabelTemplate("empty", empty),
)


def labels_of(key: str) -> tuple[Label, ...]:
    """Return the labels of a list, by its key.

    Raises:
        KeyError: there is no such list.
    """
    return {template.key: template.make for template in TEMPLATES}[key]()


def _of_a_person() -> tuple[AttributeSpec, ...]:
    return (
        _doing(),
        _choice("upper clothes", *_COLOURS),
        _choice("lower clothes", *_COLOURS),
        _choice("carries", "nothing", "backpack", "bag", "suitcase", "other", mutable=True),
    )


def _of_a_vehicle() -> tuple[AttributeSpec, ...]:
    return (
        _choice("color", *_COLOURS),
        _yes_no("parked", mutable=True),
        AttributeSpec(uuid4(), "plate", AttributeKind.TEXT),
    )


def _doing() -> AttributeSpec:
    return _choice(
        "doing", _UNKNOWN, "walks", "runs", "stands", "sits", "lies", mutable=True, radio=True
    )


def _choice(name: str, *options: str, mutable: bool = False, radio: bool = False) -> AttributeSpec:
    kind = AttributeKind.RADIO if radio else AttributeKind.SELECT
    return AttributeSpec(uuid4(), name, kind, options, default=options[0], mutable=mutable)


def _yes_no(name: str, *, mutable: bool = False) -> AttributeSpec:
    return AttributeSpec(uuid4(), name, AttributeKind.CHECKBOX, default=NO, mutable=mutable)


def _number(name: str, least: str, largest: str) -> AttributeSpec:
    return AttributeSpec(uuid4(), name, AttributeKind.NUMBER, (least, largest, "1"), default=least)


def _listed(*labels: tuple[str, tuple[AttributeSpec, ...]]) -> tuple[Label, ...]:
    return tuple(
        Label(
            uuid4(),
            name,
            COLORS[position],
            digit=position + 1,
            position=position,
            attributes=specs,
        )
        for position, (name, specs) in enumerate(labels)
    )
