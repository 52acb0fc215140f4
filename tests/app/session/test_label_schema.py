"""Labels from and to CVAT's raw form, and the lists to begin with."""

import json
from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.session.labels.schema import LabelSchemaError, SchemaProblem, read_schema, write_schema
from app.session.labels.templates import TEMPLATES
from models.annotation.label_attributes import AttributeKind, AttributeSpec
from models.annotation.labels import Label
from tests.support.annotations import unhurried

CVAT = """[
  {"name": "car", "id": 7, "color": "#33ddff", "type": "any", "sublabels": [],
   "attributes": [
     {"id": 1, "name": "parked", "input_type": "checkbox", "mutable": true,
      "values": ["false", "true"], "default_value": "true"},
     {"name": "make", "input_type": "radio", "mutable": false, "values": ["v1", "v2"],
      "default_value": "gone"},
     {"name": "seats", "input_type": "number", "values": ["1", "9", "1"], "default_value": "4"},
     {"name": "odd", "input_type": "number", "values": ["2.4", "1", "-5.6"], "default_value": 0},
     {"name": "plate", "input_type": "text", "values": [""]}]},
  {"name": " véhicule 車 "}]"""


def test_what_cvat_exports_is_read() -> None:
    car, other = read_schema(CVAT)
    assert (car.name, car.color, car.digit, car.position) == ("car", "#33DDFF", 1, 0)
    assert (other.name, other.digit, other.attributes) == ("véhicule 車", 2, ())
    assert [
        (spec.name, spec.kind, spec.options, spec.default, spec.mutable) for spec in car.attributes
    ] == [
        ("parked", AttributeKind.CHECKBOX, (), "true", True),
        ("make", AttributeKind.RADIO, ("v1", "v2"), "v1", False),
        ("seats", AttributeKind.NUMBER, ("1", "9", "1"), "4", False),
        ("odd", AttributeKind.NUMBER, (), "0", False),
        ("plate", AttributeKind.TEXT, (), "", False),
    ]


@pytest.mark.parametrize("wrapped", ['{"labels": %s}', "%s"])
def test_the_labels_of_a_task_are_found(wrapped: str) -> None:
    assert [label.name for label in read_schema(wrapped % CVAT)] == ["car", "véhicule 車"]
    assert [label.name for label in read_schema('{"name": "on\\ud800e"}')] == ["on\ufffde"]


@pytest.mark.parametrize(
    ("text", "problem", "label", "attribute"),
    [
        ("{", SchemaProblem.NO_JSON, "", ""),
        ("[" * 100_000, SchemaProblem.NO_JSON, "", ""),
        ("7", SchemaProblem.NO_LIST, "", ""),
        ("[]", SchemaProblem.NO_LABELS, "", ""),
        ('["car"]', SchemaProblem.MALFORMED, "#1", ""),
        ('[{"name": "a"}, {"name": " "}]', SchemaProblem.NO_NAME, "#2", ""),
        ('[{"name": "a"}, {"name": "A"}]', SchemaProblem.SAME_NAME, "A", ""),
        ('[{"name": "a", "attributes": 3}]', SchemaProblem.MALFORMED, "a", ""),
        ('[{"name": "a", "attributes": [{}]}]', SchemaProblem.NO_NAME, "a", "#1"),
        (
            '[{"name": "a", "attributes": [{"name": "b", "input_type": "slider"}]}]',
            SchemaProblem.UNKNOWN_KIND,
            "a",
            "b",
        ),
        (
            '[{"name": "a", "attributes": [{"name": "b", "input_type": "select"}]}]',
            SchemaProblem.NO_OPTIONS,
            "a",
            "b",
        ),
        (
            '[{"name": "a", "attributes": [{"name": "b"}, {"name": "b"}]}]',
            SchemaProblem.SAME_NAME,
            "a",
            "b",
        ),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else value.name,
)
def test_what_cannot_be_used_is_named(
    text: str, problem: SchemaProblem, label: str, attribute: str
) -> None:
    with pytest.raises(LabelSchemaError) as refused:
        read_schema(text)
    assert (refused.value.problem, refused.value.label, refused.value.attribute) == (
        problem,
        label,
        attribute,
    )
    if label.isalpha():
        assert f" {label} " not in f" {refused.value} "


_names = st.text("abcäß車 ", min_size=1, max_size=6).filter(lambda text: text.strip() == text)
_specs = st.one_of(
    st.builds(
        lambda name, options, mutable, kind: AttributeSpec(
            UUID(int=1), name, kind, tuple(options), default=options[-1], mutable=mutable
        ),
        _names,
        st.lists(_names, min_size=1, max_size=4, unique=True),
        st.booleans(),
        st.sampled_from([AttributeKind.SELECT, AttributeKind.RADIO]),
    ),
    st.builds(
        lambda name, kind_default, mutable: AttributeSpec(
            UUID(int=1), name, kind_default[0], default=kind_default[1], mutable=mutable
        ),
        _names,
        st.sampled_from(
            [
                (AttributeKind.CHECKBOX, "true"),
                (AttributeKind.CHECKBOX, "false"),
                (AttributeKind.TEXT, ""),
                (AttributeKind.TEXT, "B-X 1"),
                (AttributeKind.NUMBER, "3.5"),
            ]
        ),
        st.booleans(),
    ),
)
_labels = st.lists(
    st.tuples(
        _names,
        st.sampled_from(["#56B4E9", "#000000"]),
        st.lists(_specs, max_size=3, unique_by=lambda spec: spec.name),
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda given: given[0].casefold(),
)


@unhurried
@given(_labels)
def test_what_is_written_reads_the_same(given_labels) -> None:
    written = [
        Label(UUID(int=at), name, color, position=at, attributes=tuple(specs))
        for at, (name, color, specs) in enumerate(given_labels)
    ]
    read = read_schema(write_schema(written))
    for before, after in zip(written, read, strict=True):
        assert (before.name, before.color) == (after.name, after.color)
        assert list(before.attributes) == [
            replace(spec, id=UUID(int=1)) for spec in after.attributes
        ]


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["name", "attributes", "values", "input_type", "default_value", "color"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@unhurried
@given(_json)
def test_whatever_stands_in_a_file_is_read_or_refused(value) -> None:
    try:
        labels = read_schema(json.dumps(value))
    except LabelSchemaError:
        return
    assert all(label.name for label in labels)


def test_templates_have_ids_of_their_own_each_time_and_survive_the_raw_form() -> None:
    assert [template.key for template in TEMPLATES] == ["general", "people", "vehicles", "empty"]
    for template in TEMPLATES:
        first, second = template.make(), template.make()
        assert not {label.id for label in first} & {label.id for label in second}
        assert [label.position for label in first] == list(range(len(first)))
        if first:
            back = read_schema(write_schema(first))
            assert [(a.name, a.digit, len(a.attributes)) for a in first] == [
                (b.name, b.digit, len(b.attributes)) for b in back
            ]
