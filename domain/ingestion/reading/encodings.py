"""Which encoding a text is in: decided among the few that shops use by strict decoding and by its letters."""

import codecs
import re
from collections.abc import Callable, Sequence

from kit.errors import InputError

MIN_GOOD_SHARE = 0.99  # of lines: below it, another encoding is looked for
MIN_HANGUL_SHARE = 0.6
MIN_KANA_SHARE = 0.5
MIN_LETTER_SHARE = 0.5
MAX_LATIN_RUN = 3
UTF_16_NUL_SHARE = 0.3
LAST_COMMON_KANJI = 0x97  # the first byte of the last kanji of level 1 in Shift-JIS
SAVE_AS = 'save it in Excel as "CSV UTF-8 (comma delimited)" ("CSV UTF-8(쉼표로 분리)") and import it again'
REST = ("gb18030", "big5", "euc_jp", "cp1250", "cp1251", "cp1253", "cp1254", "mac_roman")
SIGNS = "€£°´’‘“”–…®™²³½Šš\u00a0"  # noqa: RUF001 - of western texts
HIGH_BYTES = re.compile(rb"[\x80-\xff]+(?:[\x40-\x7e](?=[\x80-\xff])[\x80-\xff]+)*")


def known_encoding(given: str) -> str:
    """The codec of an encoding that a person names.

    Raises:
        InputError: there is none of this name, or it is not one of text.
    """
    try:
        codec = codecs.lookup(given)
        "".encode(codec.name)
    except (LookupError, ValueError):
        raise InputError(
            f"--encoding {given} is not known; use one such as utf-8, cp949, cp1252 or shift_jis."
        ) from None
    return "utf-8-sig" if codec.name == "utf-8" else codec.name


def shown_encoding(encoding: str) -> str:
    """The name of an encoding as people know it."""
    names = {"utf-8-sig": "UTF-8", "utf-16": "UTF-16", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16"}
    return names.get(encoding, "Shift-JIS" if encoding in ("cp932", "shift_jis") else encoding.upper())


def utf_16(head: bytes) -> str | None:
    """UTF-16 by its byte order mark, or by the zero bytes of its Latin letters and delimiters."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    even, odd = head[0::2], head[1::2]
    if not odd:
        return None
    if odd.count(0) >= len(odd) * UTF_16_NUL_SHARE and even.count(0) <= len(even) * 0.02:
        return "utf-16-le"
    if even.count(0) >= len(even) * UTF_16_NUL_SHARE and odd.count(0) <= len(odd) * 0.02:
        return "utf-16-be"
    return None


def other_encoding(lines: Sequence[bytes]) -> str | None:
    """The encoding of lines that are not UTF-8, or None if nothing fits nearly all of them."""
    if (encoding := _asian_encoding(lines)) is not None:
        return encoding
    is_latin = _good_share(lines, "cp1252") >= MIN_GOOD_SHARE and _letter_share(lines) >= MIN_LETTER_SHARE
    if is_latin and not _in_long_runs(lines):
        return "cp1252"
    return _guessed(lines)


def _in_long_runs(lines: Sequence[bytes]) -> bool:
    """Whether other letters mostly follow each other, as no Latin script has them: Cyrillic, Greek."""
    runs = [len(run[0]) for line in lines for run in re.finditer(rb"[\x80-\xff]+", line)]
    return sum(length for length in runs if length > MAX_LATIN_RUN) * 2 > sum(runs)


def _asian_encoding(lines: Sequence[bytes]) -> str | None:
    tests: tuple[tuple[str, float, Callable[[str], float]], ...] = (
        ("cp949", MIN_HANGUL_SHARE, _hangul_share),
        ("cp932", MIN_KANA_SHARE, _kana_share),
    )
    if _in_words(lines):
        return None
    for encoding, minimum, share in tests:
        texts = _decoded(lines, encoding)
        if len(texts) >= len(lines) * MIN_GOOD_SHARE and share("".join(texts)) >= minimum:
            return encoding
    return None


def is_surely_asian(lines: Sequence[bytes]) -> str | None:
    """CP949 or Shift-JIS, if all lines are; a few broken bytes are neither."""
    encoding = _asian_encoding(lines)
    return encoding if encoding and _good_share(lines, encoding) == 1 else None


def _in_words(lines: Sequence[bytes]) -> bool:
    """Whether most runs of other letters are one or two bytes within a Latin word: `PROMOÇÃO`, `Größe`."""
    runs = inside = 0
    for line in lines:
        for run in HIGH_BYTES.finditer(line):
            runs += 1
            before, after = line[run.start() - 1 : run.start()], line[run.end() : run.end() + 1]
            touches = before.isalpha() + after.isalpha()
            inside += len(run[0]) <= 2 and (touches == 2 or (touches == 1 and len(run[0]) == 1))
    return inside * 2 > runs


def _decoded(lines: Sequence[bytes], encoding: str) -> list[str]:
    texts = []
    for line in lines:
        try:
            texts.append(line.decode(encoding))
        except UnicodeDecodeError:
            continue
    return texts


def _good_share(lines: Sequence[bytes], encoding: str) -> float:
    return len(_decoded(lines, encoding)) / len(lines) if lines else 0.0


def _hangul_share(text: str) -> float:
    """The share of Hangul that EUC-KR has among the letters that are not Latin: the others are rare in real texts."""
    other = [letter for letter in text if letter > "\x7f"]
    common = sum("가" <= letter <= "힣" and _is_common(letter) for letter in other)
    symbols = sum("\u2000" <= letter <= "\u33ff" or "\uff00" <= letter <= "\uffef" for letter in other)
    return common / (len(other) - symbols) if len(other) > symbols else 0.0


def _is_common(letter: str) -> bool:
    return letter.encode("cp949")[1] >= 0xA1 and letter.encode("cp949")[0] >= 0xB0


def _kana_share(text: str) -> float:
    """The share of kana and kanji; half-width kana don't count, and kanji alone only if they are common ones."""
    other = [letter for letter in text if letter > "\x7f"]
    kana = sum("\u3040" <= letter <= "\u30ff" for letter in other)
    kanji = [letter for letter in other if "\u4e00" <= letter <= "\u9fff"]
    if not kana and not all(letter.encode("cp932")[0] <= LAST_COMMON_KANJI for letter in kanji):
        return 0.0
    return (kana + len(kanji)) / len(other) if other else 0.0


def _letter_share(lines: Sequence[bytes]) -> float:
    """The share of letters, signs of money and quotation marks among the characters beyond ASCII."""
    other = [letter for line in _decoded(lines, "cp1252") for letter in line if letter > "\x7f"]
    fitting = sum("\u00c0" <= letter <= "\u00ff" or letter in SIGNS for letter in other)
    return fitting / len(other) if other else 0.0


def _guessed(lines: Sequence[bytes]) -> str | None:
    from charset_normalizer import from_bytes

    best = from_bytes(b"\n".join(lines), cp_isolation=list(REST)).best()
    if best is None or _good_share(lines, best.encoding) < MIN_GOOD_SHARE:
        return None
    return str(best.encoding)
