"""What the process does before it reads a key."""


def harden_process() -> None:
    raise NotImplementedError


def child_environment() -> dict[str, str]:
    raise NotImplementedError
