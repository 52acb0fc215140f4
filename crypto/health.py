"""Known-answer vectors."""


def self_test() -> None:
    raise NotImplementedError
