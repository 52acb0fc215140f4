"""Labels from and to CVAT's raw form: what its label constructor shows under "Raw".

    [{"name": "car", "color": "#33ddff", "type": "rectangle",
      "attributes": [{"name": "parked", "input_type": "checkbox", "mutable": true,
                      "values": ["false"], "default_value": "false"}]}]

Reading is tolerant of what is missing and of what Safelight has no use for (ids, sublabels, kinds
of shapes); a label without a name, or an attribute that cannot be shown, is named and refused.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum, auto
from typing import Any
from uuid import UUID, uuid4

from app.session.errors import SessionError
from models.annotation.label_attributes import NO, YES, AttributeKind, AttributeSpec
from models.annotation.labels import Label
from models.annotation.whole_text import whole_text

# Okabe and Ito's colours: neighbours stay apart for colour-blind eyes.
COLORS = ("#56B4E9", "#E69F00", "#009E73", "#CC79A7", "#D55E00", "#F0E442", "#0072B2")
MOST_BYTES = 4 << 20
_COLOR = re.compile(r"#[0-9A-Fa-f]{6}")
_YES = frozenset({"true", "1", "yes"})


class SchemaProblem(Enum):
    """Why a list of labels cannot be used."""

    NO_JSON = auto()
    NO_LIST = auto()
    NO_LABELS = auto()
    NO_NAME = auto()
    SAME_NAME = auto()
    UNKNOWN_KIND = auto()
    NO_OPTIONS = auto()
    MALFORMED = auto()


class LabelSchemaError(SessionError):
    """A list of labels cannot be used.

    Attributes:
        label, attribute: the names of those that it is about, or their places ("#3"); "" for none.
            They stand in no message: a label's name belongs into no log.
    """

    def __init__(self, problem: SchemaProblem, label: str = "", attribute: str = "") -> None:
        super().__init__(f"the labels cannot be read: {problem.name.lower().replace('_', ' ')}")
        self.problem = problem
        self.label = label
        self.attribute = attribute


def read_schema(untrusted_text: str) -> tuple[Label, ...]:
    """Read labels from CVAT's raw form, with ids of their own, digits 1 … 9 and positions.

    Raises:
        LabelSchemaError: names the first label or attribute that cannot be used.
    """
    try:
        untrusted = json.loads(untrusted_text)
    except (ValueError, RecursionError) as error:
        raise LabelSchemaError(SchemaProblem.NO_JSON) from error
    if isinstance(untrusted, dict):
        # An export of a task or a project has them under this name.
        untrusted = untrusted.get("labels", untrusted)
    if isinstance(untrusted, dict) and "name" in untrusted:
        untrusted = [untrusted]
    if not isinstance(untrusted, list):
        raise LabelSchemaError(SchemaProblem.NO_LIST)
    if not untrusted:
        raise LabelSchemaError(SchemaProblem.NO_LABELS)
    labels: list[Label] = []
    taken: set[str] = set()
    for position, item in enumerate(untrusted):
        label = _label(item, position)
        if label.name.casefold() in taken:
            raise LabelSchemaError(SchemaProblem.SAME_NAME, label.name)
        taken.add(label.name.casefold())
        labels.append(label)
    return tuple(labels)


def write_schema(labels: Iterable[Label]) -> str:
    """Return labels in CVAT's raw form; `read_schema` gives the same but for ids and digits.

    No command exports labels yet. Until one does, this is the other half of what is read: it says
    what we take a schema to mean, and the tests read back what it writes.
    """
    return json.dumps([_raw(label) for label in labels], ensure_ascii=False, indent=2) + "\n"


def _label(untrusted: object, position: int) -> Label:
    place = f"#{position + 1}"
    if not isinstance(untrusted, dict):
        raise LabelSchemaError(SchemaProblem.MALFORMED, place)
    name = _text(untrusted.get("name"))
    if not name:
        raise LabelSchemaError(SchemaProblem.NO_NAME, place)
    color = untrusted.get("color")
    if not isinstance(color, str) or _COLOR.fullmatch(color) is None:
        color = COLORS[position % len(COLORS)]
    raw = untrusted.get("attributes") or []
    if not isinstance(raw, list):
        raise LabelSchemaError(SchemaProblem.MALFORMED, name)
    specs: list[AttributeSpec] = []
    for number, item in enumerate(raw, 1):
        spec = _spec(item, name, f"#{number}")
        if any(other.name == spec.name for other in specs):
            raise LabelSchemaError(SchemaProblem.SAME_NAME, name, spec.name)
        specs.append(spec)
    digit = position + 1 if position < 9 else None
    return Label(
        uuid4(), name, color.upper(), digit=digit, position=position, attributes=tuple(specs)
    )


def _spec(untrusted: object, label: str, place: str) -> AttributeSpec:
    if not isinstance(untrusted, dict):
        raise LabelSchemaError(SchemaProblem.MALFORMED, label, place)
    name = _text(untrusted.get("name"))
    if not name:
        raise LabelSchemaError(SchemaProblem.NO_NAME, label, place)
    try:
        kind = AttributeKind(_text(untrusted.get("input_type", "text")).casefold())
    except ValueError:
        raise LabelSchemaError(SchemaProblem.UNKNOWN_KIND, label, name) from None
    values = _values(untrusted.get("values"))
    default = _text(untrusted.get("default_value"))
    options: tuple[str, ...] = ()
    match kind:
        case AttributeKind.SELECT | AttributeKind.RADIO:
            options = tuple(dict.fromkeys(value for value in values if value))
            if not options:
                raise LabelSchemaError(SchemaProblem.NO_OPTIONS, label, name)
            default = default if default in options else options[0]
        case AttributeKind.CHECKBOX:
            told = default or (values[0] if values else NO)
            default = YES if told.casefold() in _YES else NO
        case AttributeKind.NUMBER:
            options = _range(values)
        case AttributeKind.TEXT:
            default = default or (values[0] if len(values) == 1 else "")
    mutable = _text(untrusted.get("mutable")).casefold() in _YES
    return _checked(uuid4(), name, kind, options, default=default, mutable=mutable)


def _checked(
    spec_id: UUID,
    name: str,
    kind: AttributeKind,
    options: tuple[str, ...],
    *,
    default: str,
    mutable: bool,
) -> AttributeSpec:
    """Return the attribute, without a default where that is not one of its values."""
    try:
        return AttributeSpec(spec_id, name, kind, options, default=default, mutable=mutable)
    except ValueError:
        return AttributeSpec(spec_id, name, kind, options, mutable=mutable)


def _values(untrusted: object) -> Sequence[str]:
    """Return the values as texts; CVAT's XML and older forms have them in one text."""
    if isinstance(untrusted, str):
        return [line.strip() for line in untrusted.splitlines() if line.strip()]
    return [_text(value) for value in untrusted] if isinstance(untrusted, list) else []


def _range(values: Sequence[str]) -> tuple[str, ...]:
    """Return least, largest and step of a number, or nothing where they make no sense."""
    try:
        least, largest, step = map(float, values)
    except ValueError:
        return ()
    return tuple(values) if least < largest and step > 0 else ()


def _text(untrusted: object) -> str:
    """Return what stands there as a text, as people write it."""
    if untrusted is None or isinstance(untrusted, (dict, list)):
        return ""
    if isinstance(untrusted, bool):
        return YES if untrusted else NO
    # JSON can hold half a character; names are compared before a label makes them whole.
    return whole_text(str(untrusted)).strip()


def _raw(label: Label) -> Mapping[str, Any]:
    return {
        "name": label.name,
        "color": label.color,
        "type": "rectangle",
        "attributes": [
            {
                "name": spec.name,
                "input_type": str(spec.kind),
                "mutable": spec.mutable,
                "values": list(spec.options) or [spec.default],
                "default_value": spec.default,
            }
            for spec in label.attributes
        ],
    }
