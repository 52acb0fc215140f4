"""An attribute says which values may be told of an object."""

from uuid import UUID

import pytest

from models.annotation.label_attributes import AttributeKind, AttributeSpec
from models.annotation.labels import Label

ID = UUID(int=5)


@pytest.mark.parametrize(
    ("spec", "allowed", "refused"),
    [
        (AttributeSpec(ID, "colour", AttributeKind.SELECT, ("red", "blue"), "red"), "blue", "pink"),
        (AttributeSpec(ID, "side", AttributeKind.RADIO, ("left", "right"), "left"), "right", ""),
        (AttributeSpec(ID, "parked", AttributeKind.CHECKBOX, (), "false"), "true", "yes"),
        (AttributeSpec(ID, "seats", AttributeKind.NUMBER, ("0", "9", "1"), "4"), "9", "10"),
        (AttributeSpec(ID, "seats", AttributeKind.NUMBER), "-2.5", "many"),
        (AttributeSpec(ID, "plate", AttributeKind.TEXT), "", None),
    ],
    ids=["select", "radio", "checkbox", "bounded number", "any number", "text"],
)
def test_a_value_is_allowed_where_it_fits_the_kind(
    spec: AttributeSpec, allowed: str, refused: str | None
) -> None:
    assert spec.allows(allowed)
    assert refused is None or not spec.allows(refused)


@pytest.mark.parametrize(
    ("kind", "options", "default"),
    [
        (AttributeKind.SELECT, (), ""),
        (AttributeKind.SELECT, ("red", "red"), "red"),
        (AttributeKind.RADIO, ("left",), "right"),
        (AttributeKind.NUMBER, ("0", "9"), "1"),
        (AttributeKind.NUMBER, ("0", "9", "1"), "11"),
        (AttributeKind.CHECKBOX, (), "maybe"),
    ],
)
def test_a_spec_that_contradicts_itself_is_refused(
    kind: AttributeKind, options: tuple[str, ...], default: str
) -> None:
    with pytest.raises(ValueError):
        AttributeSpec(ID, "it", kind, options, default)


def test_an_attribute_needs_a_name() -> None:
    with pytest.raises(ValueError):
        AttributeSpec(ID, " ", AttributeKind.TEXT)


def test_two_attributes_of_a_label_have_different_names() -> None:
    twice = (
        AttributeSpec(UUID(int=1), "plate", AttributeKind.TEXT),
        AttributeSpec(UUID(int=2), "plate", AttributeKind.TEXT),
    )
    with pytest.raises(ValueError):
        Label(ID, "car", "#112233", attributes=twice)
