"""The labels of the sample project, and what can be told of their objects.

Ids are fixed, so that two sample projects, a screenshot and a test speak of the same label.
"""

from uuid import UUID, uuid5

from models.annotation.label_attributes import NO, AttributeKind, AttributeSpec
from models.annotation.labels import Label

_NAMESPACE = "5af3119e-0000-4000-8000-0000000000"


def _label_id(position: int) -> UUID:
    return UUID(f"{_NAMESPACE}{position + 1:02x}")


def _choice(position: int, name: str, *options: str, few: bool = False) -> AttributeSpec:
    kind = AttributeKind.RADIO if few else AttributeKind.SELECT
    spec_id = uuid5(_label_id(position), name)
    return AttributeSpec(spec_id, name, kind, options, default=options[0], mutable=True)


def _yes_no(position: int, name: str) -> AttributeSpec:
    spec_id = uuid5(_label_id(position), name)
    return AttributeSpec(spec_id, name, AttributeKind.CHECKBOX, default=NO, mutable=True)


def _text(position: int, name: str) -> AttributeSpec:
    return AttributeSpec(uuid5(_label_id(position), name), name, AttributeKind.TEXT)


# Colours from design/tokens.json, in an order in which neighbours stay apart for colour-blind
# eyes: sky blue, orange, bluish green, purple, vermilion, yellow.
SAMPLE_LABELS: tuple[Label, ...] = tuple(
    Label(
        id=_label_id(position),
        name=name,
        color=color,
        digit=position + 1,
        position=position,
        attributes=attributes,
    )
    for position, (name, color, attributes) in enumerate(
        (
            (
                "person",
                "#56B4E9",
                (
                    _choice(0, "doing", "unknown", "walks", "runs", "stands", "sits", few=True),
                    _choice(0, "carries", "nothing", "bag", "backpack", "suitcase", "other"),
                ),
            ),
            ("car", "#E69F00", (_yes_no(1, "parked"), _text(1, "plate"))),
            ("bicycle", "#009E73", (_yes_no(2, "ridden"),)),
            ("bag", "#CC79A7", (_yes_no(3, "left alone"),)),
            ("van", "#D55E00", (_yes_no(4, "parked"), _text(4, "plate"))),
            ("dog", "#F0E442", ()),
        )
    )
)
