"""What the person at this project may do; every use case asks before it begins.

A role binds who works through Safelight. It does not bind who holds the database and the key.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from models.review.errors import HasLeftError
from models.review.person import Person, Role
from models.review.rights import NotAllowedError, Right
from models.review.rights import may as role_may


def _nobody(_right: Right) -> tuple[str, ...]:
    return ()


def _untold(_right: Right) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Rights:
    """A person's rights as they stand; another role makes another value.

    Attributes:
        who_may: the names of those who may, to turn to.
        denied: is told of each right that was asked for in vain, for the audit log.
    """

    person: Person
    who_may: Callable[[Right], tuple[str, ...]] = field(default=_nobody, compare=False, repr=False)
    denied: Callable[[Right], object] = field(default=_untold, compare=False, repr=False)

    @property
    def role(self) -> Role:
        return self.person.role

    def may(self, right: Right) -> bool:
        """Tell whether the person has a right; who has left the project has none."""
        return not self.person.has_left and role_may(self.role, right)

    def require(self, right: Right) -> None:
        """Make sure that the person has a right.

        Raises:
            NotAllowedError: they have not; it names whom to ask.
            HasLeftError: they are not of the project any more.
        """
        if not self.may(right):
            self.denied(right)
        self.require_unnoted(right)

    def require_unnoted(self, right: Right) -> None:
        """Make sure as `require` does, but note nothing: nobody tries it, it is only shown."""
        if not self.may(right):
            self.check_here()
            raise NotAllowedError(self.role, right, ask=self.who_may(right))

    def check_here(self) -> None:
        """Make sure that the person is of the project; asking is noted nowhere.

        Raises:
            HasLeftError: they are not any more.
        """
        if self.person.has_left:
            raise HasLeftError(ask=self.who_may(Right.MANAGE_PEOPLE))
