"""Why an edit is not taken, in words for the person."""

from PySide6.QtCore import QCoreApplication

from app.failures import explain
from app.session.errors import (
    AnnotationIncompleteError,
    CancelledError,
    EditingStoppedError,
    IndexIncompleteError,
)
from app.ui.keys.tips import KeyText
from app.ui.keys.words import refusal_words
from models.annotation.errors import GestureRefusedError, StaleEditError
from models.review.errors import ReviewError
from models.review.rights import NotAllowedError

# The translators' tool knows this name.
translate = QCoreApplication.translate

REFUSALS = (
    GestureRefusedError,
    EditingStoppedError,
    StaleEditError,
    ReviewError,
    NotAllowedError,
)


def refusal_text(error: Exception, key_text: KeyText) -> str | None:
    """Return what to say of it; "" for nothing, None where it is a problem and not a refusal."""
    match error:
        case GestureRefusedError():
            return refusal_words(error, key_text)
        case AnnotationIncompleteError():
            return translate("EditedClip", "Changes can be made when all boxes are loaded.")
        case IndexIncompleteError():
            return translate("EditedClip", "Changes can be made when every frame has its number.")
        case ReviewError() | NotAllowedError():
            return explain(error).text
        case CancelledError():
            return ""
    return None
