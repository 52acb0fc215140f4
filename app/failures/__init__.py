"""Turn an exception into a sentence for a person: what happened, and what to do.

This is the only place that does. It knows every package's errors, and the words never hold a key, a
label, a clip's name or a path of evidence. What is not listed is a bug and is said to be one.
"""

from app.failures.problem import Problem
from app.failures.words import WORDS

__all__ = ["Problem", "explain"]


def explain(error: BaseException) -> Problem:
    """Return the sentence for `error`; of its kinds the most special one speaks."""
    for kind in type(error).__mro__:
        if (words := WORDS.get(kind)) is not None:
            return words(error)
    return Problem(
        "Something went wrong inside Safelight",
        f"This is our mistake ({type(error).__name__}), not yours.",
        "What you have saved is safe. The log in the state folder has the details.",
        known=False,
    )
