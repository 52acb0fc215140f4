"""Annotations, and how they persist.

The public names of the older system are importable from here as they were. They are looked up
when first asked for, so that the pure `models.annotation` does not pay for SQLAlchemy.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from models.columns import EncryptedJSONType, EncryptedType
    from models.tables.examples import AnnotationStatus

__all__ = ["AnnotationStatus", "EncryptedJSONType", "EncryptedType"]

_HOMES = {
    "AnnotationStatus": "models.tables.examples",
    "EncryptedJSONType": "models.columns",
    "EncryptedType": "models.columns",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
