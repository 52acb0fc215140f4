"""What exactly is wrong between here and a store, so that a person can be told what to mend."""

from enum import StrEnum


class Fault(StrEnum):
    """The first thing on the way to the store that does not work."""

    DNS = "dns"  # the host's name is not known
    CONNECTION = "connection"  # refused, reset, no route
    TIMEOUT = "timeout"  # no answer in time
    TLS = "tls"  # the certificate is not trusted, or no TLS at all
    SERVER = "server"  # the server says that it failed: 500, 503
    THROTTLED = "throttled"  # the server asks for fewer requests: SlowDown
    BODY = "body"  # an answer broke off, or its checksum is wrong
    NO_CREDENTIALS = "no-credentials"  # none were found on this computer
    BAD_CREDENTIALS = "bad-credentials"  # the server does not know them, or the signature is wrong
    EXPIRED_CREDENTIALS = "expired-credentials"
    CLOCK = "clock"  # this computer's clock differs too much from the server's
    BUCKET = "bucket"  # there is no bucket of this name
    REGION = "region"  # the bucket lies in another region
    PERMISSION = "permission"  # these credentials may not do this
    UNSUPPORTED = "unsupported"  # the server lacks something that safe storing needs
    DISK = "disk"  # a local disk


# The same request may succeed a moment later; for the others a person has to do something.
PASSING = frozenset(
    {
        Fault.DNS,
        Fault.CONNECTION,
        Fault.TIMEOUT,
        Fault.SERVER,
        Fault.THROTTLED,
        Fault.BODY,
    }
)
