"""A problem in words for a person, and the usual ways to come by the words."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """What a person is shown.

    known: trouble of the world; False is a bug of ours, which is worth a report.
    """

    title: str
    text: str
    remedy: str
    known: bool = True

    @property
    def line(self) -> str:
        """The problem in one line, for a terminal."""
        return " ".join(part for part in (f"{self.title}:", self.text, self.remedy) if part)


def fixed(title: str, text: str, remedy: str) -> Callable[[BaseException], Problem]:
    """For errors of which only the kind matters."""
    return lambda _error: Problem(title, text, remedy)


def own_words(title: str, remedy: str) -> Callable[[BaseException], Problem]:
    """For errors whose message is made for people and safe to show."""

    def words(error: BaseException) -> Problem:
        message = str(error).rstrip(".")
        return Problem(title, f"{message[:1].upper()}{message[1:]}.", remedy)

    return words
