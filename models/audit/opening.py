"""Opens the sealed body of an entry or a device."""

import json
from typing import Any

from crypto.errors import RefusedFormatError
from crypto.field import JSON, FieldCipher
from models.audit.errors import AuditFormatError


def opened_form(cipher: FieldCipher, body: bytes) -> Any:
    """Return the JSON value in a body.

    Raises:
        DecryptionError, UnknownKeyError: it was altered, or sealed under a key that is not here.
        AuditFormatError: it holds something else.
    """
    type_byte, cleartext = cipher.open_binary(body)
    if type_byte != JSON:
        raise RefusedFormatError
    try:
        return json.loads(cleartext)
    except ValueError:
        # From None, because the error quotes the cleartext.
        raise AuditFormatError("An entry of the audit log has an unknown form") from None
