"""Unified social credit codes: both checks, on real codes, made-up codes, and every single slip of the pen."""

import pytest

from foundation.uscc import UsccInvalid, complete_uscc, is_uscc, parse_uscc

REAL = ["9144030071526726XG", "914403001922038216", "91330100716105852F"]
MADE_UP = [
    "91420100100000016T",
    "91420200100000024T",
    "914205001000000325",
    "914206001000000405",
    "91429000100000059J",
    "924201001000000AX8",
    "11420000011000014L",
    "124201000000000B0C",
    "12420000000000019Q",
]
DEMO = [
    *("91422800900000014C", "914206009000000224", "91420500900000030R", "914201009000000492", "914210009000000574"),
    *("91429004900000065U", "91420200900000073P", "91420300900000081P", "1242280090000009X7", "114206009000001020"),
    *("11421281900000110W", "124210009000001292", "914202819000001370", "11429004900000145P"),
]
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@pytest.mark.parametrize("code", REAL + MADE_UP + DEMO)
def test_valid_codes_are_known(code: str) -> None:
    assert is_uscc(code)
    assert complete_uscc(code[:8], code[8:16]) == code


@pytest.mark.parametrize("code", [REAL[0], *MADE_UP])
def test_one_wrong_character_is_always_noticed(code: str) -> None:
    slips = [code[:i] + c + code[i + 1 :] for i in range(18) for c in ALPHABET if c != code[i]]
    assert not any(is_uscc(slip) for slip in slips)


def test_two_swapped_neighbours_are_noticed() -> None:
    code = "91420100100000016T"
    swapped = {code[:i] + code[i + 1] + code[i] + code[i + 2 :] for i in range(17)} - {code}
    assert not any(is_uscc(slip) for slip in swapped)


@pytest.mark.parametrize(
    "code", ["", "91420100100000016", "91420100100000016TT", "9142010010000001IT", "９1420100100000016T"]
)
def test_wrong_shapes_are_refused(code: str) -> None:
    with pytest.raises(UsccInvalid):
        parse_uscc(code)


def test_a_code_may_be_typed_in_small_letters_with_spaces_around() -> None:
    assert parse_uscc(" 91420100100000016t\n") == "91420100100000016T"


def test_the_refusal_says_which_check_failed() -> None:
    with pytest.raises(UsccInvalid) as refused:
        parse_uscc("91420100100000016U")
    assert refused.value.facts["why_zh"] == "第18位（校验码）不符"
    with pytest.raises(UsccInvalid) as refused:
        parse_uscc("91420100100000017T")
    assert refused.value.facts["why_zh"] == "第17位（主体标识码校验位）不符"
