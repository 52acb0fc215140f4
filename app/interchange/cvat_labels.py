"""Labels as CVAT writes them: in the `<labels>` of its XML.

    <label><name/><color/><attributes><attribute><name/><mutable/><input_type/>
        <default_value/><values>one a line</values></attribute></attributes></label>

CVAT's documentation: "XML annotation format", version 1.1.
"""

from collections.abc import Iterable, Sequence
from uuid import uuid4
from xml.etree.ElementTree import Element, SubElement

from models.annotation.label_attributes import NO, YES, AttributeKind, AttributeSpec
from models.annotation.labels import Label

# Far apart for people with any colour vision (Okabe and Ito, 2008).
_COLORS = ("#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7")
_TRUE = frozenset({"true", "1"})


def read_label(element: Element, *, known: Sequence[Label], position: int) -> Label:
    """Return the project's label of that name, or a new one.

    A known label gets what attributes it lacks; those that it has under the same name stay.
    """
    name = (element.findtext("name") or "").strip() or "unnamed"
    specs = tuple(filter(None, map(_read_spec, element.iterfind("attributes/attribute"))))
    for label in known:
        if label.name == name:
            return with_attributes(label, specs)
    color = (element.findtext("color") or "").strip()
    usual = _COLORS[position % len(_COLORS)]
    try:
        return Label(uuid4(), name, color or usual, position=position, attributes=specs)
    except ValueError:
        # A colour that is none, or two attributes of one name.
        unique = {spec.name: spec for spec in specs}
        return Label(uuid4(), name, usual, position=position, attributes=tuple(unique.values()))


def with_attributes(label: Label, specs: Iterable[AttributeSpec]) -> Label:
    """Return the label with those of these attributes that it has none of the same name of."""
    names = {spec.name for spec in label.attributes}
    new = {spec.name: spec for spec in specs if spec.name not in names}
    if not new:
        return label
    return Label(
        label.id,
        label.name,
        label.color,
        digit=label.digit,
        position=label.position,
        attributes=(*label.attributes, *new.values()),
    )


def write_label(parent: Element, label: Label) -> None:
    """Write a label behind the others."""
    element = SubElement(parent, "label")
    _text(element, "name", label.name)
    _text(element, "color", label.color)
    attributes = SubElement(element, "attributes")
    for spec in label.attributes:
        attribute = SubElement(attributes, "attribute")
        _text(attribute, "name", spec.name)
        _text(attribute, "mutable", str(spec.mutable))
        _text(attribute, "input_type", str(spec.kind))
        _text(attribute, "default_value", spec.default)
        _text(attribute, "values", "\n".join(spec.options))


def _read_spec(element: Element) -> AttributeSpec | None:
    name = (element.findtext("name") or "").strip()
    options = tuple((element.findtext("values") or "").split("\n"))
    return cvat_spec(
        name,
        element.findtext("input_type") or "",
        options=options,
        default=element.findtext("default_value") or "",
        mutable=(element.findtext("mutable") or "").strip().lower() in _TRUE,
    )


def cvat_spec(
    name: str, kind: str, *, options: Iterable[str], default: str, mutable: bool
) -> AttributeSpec | None:
    """Return what CVAT says of an attribute, or None where it has no name.

    What contradicts itself is bent as little as possible: a choice without options is free text,
    a default that is none of the options is put among them.
    """
    if not name:
        return None
    chosen = tuple(dict.fromkeys(option.strip() for option in options if option.strip()))
    try:
        known = AttributeKind(kind.strip().lower())
    except ValueError:
        known = AttributeKind.TEXT
    default = default.strip()
    if known is AttributeKind.CHECKBOX:
        return AttributeSpec(
            uuid4(), name, known, (), YES if default.lower() in _TRUE else NO, mutable=mutable
        )
    if known.has_options:
        if not chosen:
            return AttributeSpec(uuid4(), name, AttributeKind.TEXT, (), default, mutable=mutable)
        default = default or chosen[0]
        options = chosen if default in chosen else (*chosen, default)
        return AttributeSpec(uuid4(), name, known, options, default, mutable=mutable)
    if known is AttributeKind.NUMBER:
        try:
            return AttributeSpec(uuid4(), name, known, chosen, default, mutable=mutable)
        except ValueError:
            return AttributeSpec(uuid4(), name, AttributeKind.TEXT, (), default, mutable=mutable)
    return AttributeSpec(uuid4(), name, AttributeKind.TEXT, (), default, mutable=mutable)


def _text(parent: Element, tag: str, text: str) -> None:
    SubElement(parent, tag).text = text
