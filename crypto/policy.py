"""Which forms may be read: the read policy.

The policy lies in the keyring file under its MAC, or comes from the environment where there is no
keyring file. It is never taken from a database, a companion file or object metadata: whoever can
write those must not be able to choose the weaker form.
"""

from enum import IntEnum

from .errors import InvalidReadPolicyError


class ReadPolicy(IntEnum):
    """Ordered from strict to lenient; each level also allows the ones before it."""

    AUTHENTICATED = 0
    RAW_CBC = 1
    PLAIN = 2

    @property
    def text(self) -> str:
        """The word that keyring files and ``ENCRYPTION_READ`` use."""
        return self.name.lower().replace("_", "-")

    @classmethod
    def from_text(cls, text: str) -> "ReadPolicy":
        """Return the policy of that word.

        Raises:
            InvalidReadPolicyError: it is none of authenticated, raw-cbc, plain.
        """
        for policy in cls:
            if policy.text == text:
                return policy
        raise InvalidReadPolicyError("The read policy must be one of authenticated, raw-cbc, plain")

    def allows(self, needed: "ReadPolicy") -> bool:
        """Tell whether something that needs the level ``needed`` may be read."""
        return self >= needed
