"""What is said of words that a filter's reader passed over."""

from PySide6.QtCore import QCoreApplication

from models.annotation.filter_text import Trouble, WordProblem


def problem_text(problem: WordProblem) -> str:
    """Return a sentence that names the word, and what may have been meant."""
    word = problem.word.raw
    text = _text(problem).format(word)
    if not problem.meant:
        return text
    return f"{text} {_tr('Did you mean {0}?').format(', '.join(problem.meant))}"


def _text(problem: WordProblem) -> str:
    match problem.trouble:
        case Trouble.UNKNOWN_WORD:
            return _tr("“{0}” is nothing to filter by.")
        case Trouble.UNKNOWN_VALUE:
            return _tr("“{0}”: there is no such value.")
        case Trouble.NOT_A_NUMBER:
            return _tr("“{0}” needs a number.")
        case Trouble.NO_VALUE:
            return _tr("“{0}” needs a value.")
        case Trouble.NOTHING_LEFT:
            return _tr("“{0}” leaves nothing.")


def _tr(text: str) -> str:
    return QCoreApplication.translate("Filtering", text)
