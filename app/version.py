"""Which Safelight this is."""

from importlib.metadata import PackageNotFoundError, version

_IN_THE_CHECKOUT = "0.1.0"


def _installed() -> str:
    try:
        return version("safelight")
    except PackageNotFoundError:
        return _IN_THE_CHECKOUT


VERSION = _installed()
