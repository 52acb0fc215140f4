import pytest

from crypto import health
from crypto.errors import SelfTestError


def test_this_installation_gives_the_known_answers() -> None:
    health.self_test()


@pytest.mark.parametrize(
    "vector", ["_KEY_ID", "_CLIP", "_BLIND_INDEX", "_RAW", "_KWP_WRAPPED", "_ARGON2ID_TAG"]
)
def test_any_other_answer_fails_the_self_test(monkeypatch: pytest.MonkeyPatch, vector: str) -> None:
    answer = bytearray(getattr(health, vector))
    answer[-1] ^= 0x80
    monkeypatch.setattr(health, vector, bytes(answer))
    with pytest.raises(SelfTestError, match="self test of"):
        health.self_test()


def test_wrong_field_answer_fails_the_self_test(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_FIELD", health._FIELD.replace("K4", "K5"))
    with pytest.raises(SelfTestError, match="field"):
        health.self_test()


@pytest.mark.parametrize("vector", ["_KEY_ID", "_CLIP"])
def test_the_short_test_before_sealing_sees_it_too(
    monkeypatch: pytest.MonkeyPatch, vector: str
) -> None:
    health.sealing_self_test()
    answer = bytearray(getattr(health, vector))
    answer[-1] ^= 0x80
    monkeypatch.setattr(health, vector, bytes(answer))
    with pytest.raises(SelfTestError, match="self test of"):
        health.sealing_self_test()
