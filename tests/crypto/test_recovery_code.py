import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto.errors import RecoveryCodeFormatError
from crypto.recovery_code import (
    make_recovery_code,
    recovery_secret,
    same_recovery_code,
    verify_recovery_code_text,
)
from tests.crypto import reference

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


@settings(deadline=None)
@given(secret=st.binary(min_size=32, max_size=32))
def test_code_is_the_formats_and_gives_its_secret_back(secret: bytes) -> None:
    with recovery_secret(reference.recovery_code(secret)) as opened:
        assert opened.view() == secret


def test_new_code_is_14_groups_of_4_and_never_the_same() -> None:
    code = make_recovery_code()
    assert [len(group) for group in code.split("-")] == [4] * 14
    assert verify_recovery_code_text(code)
    assert code != make_recovery_code()


def test_every_single_letter_slip_is_noticed() -> None:
    code = reference.recovery_code(bytes(range(32)))
    for place, right in enumerate(code):
        if right == "-":
            continue
        for letter in LETTERS.replace(right, ""):
            with pytest.raises(RecoveryCodeFormatError):
                verify_recovery_code_text(code[:place] + letter + code[place + 1 :])


def test_spaces_case_and_look_alikes_do_not_matter() -> None:
    code = next(code for code in (make_recovery_code() for _ in range(200)) if "O" in code)
    typed = "  " + code.lower().replace("-", " ").replace("o", "0") + "\n"
    assert verify_recovery_code_text(typed)
    assert same_recovery_code(code, typed)
    assert not same_recovery_code(code, make_recovery_code())


@pytest.mark.parametrize("code", ["", "A", "A" * 55, "A" * 57, "é" * 56, "9" * 56])
def test_what_is_no_code_is_refused(code: str) -> None:
    with pytest.raises(RecoveryCodeFormatError):
        verify_recovery_code_text(code)
