"""Whether a password is among the first that anybody would guess.

Guessing programs begin with a few hundred words, each with digits and signs around it, letters turned into look-alikes,
doubled or joined in pairs; with walks over the keyboard and with rows of digits. A list of the ten thousand commonest
passwords holds few of twelve characters that are of another kind.
"""

import re

WORDS = re.findall(
    r"\w+",
    """
    password passwort passwd pass qwerty qwertz qwertyuiop asdf asdfgh asdfghjkl zxcv zxcvbn zxcvbnm qazwsx qazwsxedc
    letmein welcome iloveyou loveyou admin administrator root login user guest default changeme secret system server
    master manager operator test tester temp demo sample hello abc abcdef abcdefgh test dragon monkey shadow sunshine
    princess football baseball basketball soccer superman batman pokemon starwars ninja michael jordan jennifer jessica
    charlie daniel thomas george harley hunter ranger buster tigger pepper ginger cookie summer winter spring autumn
    january february march april may june july august september october november december monday tuesday wednesday
    thursday friday saturday sunday computer internet samsung google facebook android windows apple naver kakao korea
    seoul busan sarang saranghae annyeong dkssud rlaxh company business office purchase order orders shop store market
    money access trustno freedom whatever killer flower lovely angel family forever america london
    jaego please nothing something anything everything this is my the your our new old
    """,
)
SEQUENCES = (
    "01234567890123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "qazwsxedcrfvtgbyhnujmikolp",
    "1q2w3e4r5t6y7u8i9o0p",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
)
LOOK_ALIKES = str.maketrans("0134578@$!", "oleastbasi")
_WORD = "|".join(sorted(set(WORDS), key=len, reverse=True))
_FEW_WORDS = re.compile(f"(?:{_WORD}){{1,2}}|({_WORD})\\1*")
_NO_LETTERS = re.compile(r"[\W\d_]+")
_TAIL = re.compile(r"[\W\d_]+$")
_REPEATED = re.compile(r"(.{1,6}?)\1{2,}.{0,3}", re.DOTALL)


def is_common(password: str) -> bool:
    """Whether a password is one or two of the usual words, a walk over the keyboard, a row of digits or a repetition.

    Args:
        password: at least 12 characters.
    """
    plain = password.lower()
    readings = (plain, plain.translate(LOOK_ALIKES), _TAIL.sub("", plain).translate(LOOK_ALIKES))
    spellings = {_NO_LETTERS.sub("", reading) for reading in readings}
    if any(_FEW_WORDS.fullmatch(letters) for letters in spellings):
        return True
    if any(plain in row or plain[::-1] in row for row in _rows()):
        return True
    return _REPEATED.fullmatch(plain) is not None or not any(character.isalpha() for character in plain)


def _rows() -> list[str]:
    return [sequence * 3 for sequence in SEQUENCES]
