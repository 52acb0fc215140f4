"""``env:ENCRYPTION_KEY``: 64 hex digits in the environment, the data key itself.

Without a keyring file the read policy comes from ``ENCRYPTION_READ``, and is raw-cbc by default,
because whoever sets this variable comes from the older system. The environment block of a process
keeps its copy until the process ends; the other sources are better.
"""

import os
import re
from collections.abc import Mapping

from crypto.environment import KEY_VARIABLE, POLICY_VARIABLE
from crypto.errors import InvalidKeyFormatError, KeyNotConfiguredError
from crypto.keyring import Keyring
from crypto.policy import ReadPolicy
from crypto.secret import SecretKey

_HEX_KEY = re.compile(r"[0-9A-Fa-f]{64}")


def keyring_from_environment(
    variable: str = KEY_VARIABLE, environment: Mapping[str, str] | None = None
) -> Keyring:
    """Return the keyring of the key in an environment variable.

    Raises:
        KeyNotConfiguredError: the variable is absent or empty.
        InvalidKeyFormatError: it is not 64 hex digits.
        InvalidReadPolicyError: ``ENCRYPTION_READ`` is no read policy.
    """
    values = os.environ if environment is None else environment
    text = values.get(variable, "").strip()
    if not text:
        raise KeyNotConfiguredError(f"{variable} not configured")
    if not _HEX_KEY.fullmatch(text):
        raise InvalidKeyFormatError
    policy = ReadPolicy.from_text(values.get(POLICY_VARIABLE, "").strip() or "raw-cbc")
    with SecretKey.taking(bytearray.fromhex(text)) as key:
        return Keyring.from_data_key(key, read_policy=policy)
