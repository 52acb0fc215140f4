"""The words for labels, their attributes, and what is wrong with a list of them."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale

from app.session.labels.schema import LabelSchemaError, SchemaProblem
from models.annotation.label_attributes import AttributeKind
from models.label_uses import Uses

# The translators' tool knows this name.
translate = QCoreApplication.translate


def kind_text(kind: AttributeKind) -> str:
    """Name a kind of attribute by how its value is chosen."""
    return {
        AttributeKind.SELECT: translate("Labels", "One of a list"),
        AttributeKind.RADIO: translate("Labels", "One of a few, side by side"),
        AttributeKind.CHECKBOX: translate("Labels", "Yes or no"),
        AttributeKind.NUMBER: translate("Labels", "Number"),
        AttributeKind.TEXT: translate("Labels", "Text"),
    }[kind]


def template_text(key: str) -> str:
    """Name a list of labels to begin with."""
    return {
        "general": translate("Labels", "General CCTV"),
        "people": translate("Labels", "People"),
        "vehicles": translate("Labels", "Vehicles"),
        "empty": translate("Labels", "No labels yet"),
    }[key]


def uses_text(uses: Uses | None) -> str:
    """Say how much bears a label: "12 objects in 3 clips"."""
    if uses is None:
        return translate("Labels", "Counting objects…")
    if not uses.objects:
        return translate("Labels", "No object has it")
    return f"{objects_text(uses.objects)} {clips_text(uses.clips)}"


def objects_text(count: int) -> str:
    """Say how many objects it is."""
    if count == 1:
        return translate("Labels", "1 object")
    return translate("Labels", "{0} objects").format(QLocale().toString(count))


def clips_text(count: int) -> str:
    """Say in how many clips."""
    if count == 1:
        return translate("Labels", "in 1 clip")
    return translate("Labels", "in {0} clips").format(QLocale().toString(count))


def schema_error_text(error: LabelSchemaError) -> str:
    """Say why a file cannot be used, and where it is wrong."""
    why = {
        SchemaProblem.NO_JSON: translate("Labels", "The file is not JSON."),
        SchemaProblem.NO_LIST: translate("Labels", "The file holds no list of labels."),
        SchemaProblem.NO_LABELS: translate("Labels", "The list in the file is empty."),
        SchemaProblem.NO_NAME: translate("Labels", "It has no name."),
        SchemaProblem.SAME_NAME: translate("Labels", "The name stands there twice."),
        SchemaProblem.UNKNOWN_KIND: translate("Labels", "Its kind is not known."),
        SchemaProblem.NO_OPTIONS: translate("Labels", "It has no options to choose from."),
        SchemaProblem.MALFORMED: translate("Labels", "It does not have the form of one."),
    }[error.problem]
    if error.attribute:
        place = translate("Labels", "Label “{0}”, attribute “{1}”:")
        return f"{place.format(error.label, error.attribute)} {why}"
    if error.label:
        return f"{translate('Labels', 'Label “{0}”:').format(error.label)} {why}"
    return why
