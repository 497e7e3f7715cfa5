"""The categories of the shop: how each sells over the week and the year, and how its customers behave."""

from dataclasses import dataclass

import numpy as np

from analytics.world.parameters import Floats, Ints

DAYS_A_YEAR = 365.25


@dataclass(frozen=True)
class Category:
    """A category of goods.

    `weekday` are demand factors Monday to Sunday with mean 1. `peaks` are (day of year, width in days, height) of
    the yearly season. `elasticity` is the exponent of demand in the price, taken positive. `recapture_later` and
    `recapture_substitute` are the shares of unmet demand that come back, and that take the substitute.
    `price` is the median list price in won; `price_spread` its log standard deviation.
    """

    name: str
    prefix: str
    share: float
    weekday: tuple[float, ...]
    peaks: tuple[tuple[int, int, float], ...]
    elasticity: float
    price: int
    price_spread: float
    return_rate: float
    resaleable: float
    recapture_later: float
    recapture_substitute: float
    single_unit: float
    shelf_life_days: int | None
    nouns: tuple[str, ...]


CATEGORIES = (
    Category(
        "주방용품", "KIT", 0.17, (1.08, 1.02, 0.98, 0.97, 0.90, 0.95, 1.10), ((265, 18, 0.6), (30, 20, 0.4)),
        1.6, 24000, 0.6, 0.035, 0.80, 0.30, 0.20, 0.85, None,
        ("프라이팬", "냄비", "도마", "밀폐용기", "머그컵", "수저세트", "조리집게", "보온병", "접시", "계량컵"),
    ),
    Category(
        "뷰티", "BEA", 0.16, (1.05, 1.04, 1.02, 1.00, 0.95, 0.92, 1.02), ((345, 25, 0.5), (130, 15, 0.4)),
        1.9, 19000, 0.5, 0.030, 0.55, 0.35, 0.15, 0.80, 720,
        ("수분크림", "선크림", "클렌징폼", "립밤", "마스크팩", "토너", "헤어에센스", "핸드크림", "쿠션", "바디로션"),
    ),
    Category(
        "패션잡화", "FAS", 0.15, (0.92, 0.93, 0.95, 1.00, 1.05, 1.08, 1.07), ((100, 25, 0.6), (285, 25, 0.8)),
        2.1, 29000, 0.6, 0.120, 0.85, 0.20, 0.25, 0.90, None,
        ("에코백", "양말세트", "볼캡", "머플러", "카드지갑", "크로스백", "벨트", "장갑", "우산", "헤어밴드"),
    ),
    Category(
        "반려동물", "PET", 0.13, (1.12, 1.05, 1.00, 0.97, 0.92, 0.94, 1.00), ((200, 40, 0.15),),
        1.3, 17000, 0.5, 0.020, 0.60, 0.45, 0.20, 0.62, 540,
        ("강아지간식", "고양이모래", "배변패드", "캣타워", "하네스", "자동급식기", "노즈워크", "빗", "사료", "방석"),
    ),
    Category(
        "문구", "STA", 0.13, (1.15, 1.12, 1.08, 1.05, 0.97, 0.76, 0.87), ((60, 16, 1.4), (240, 14, 0.8)),
        1.4, 8000, 0.5, 0.015, 0.90, 0.25, 0.30, 0.68, None,
        ("노트", "볼펜세트", "다이어리", "형광펜", "필통", "메모지", "스티커", "파일", "만년필", "데스크매트"),
    ),
    Category(
        "디지털", "DIG", 0.13, (1.02, 1.03, 1.02, 1.01, 1.00, 0.97, 0.95), ((60, 20, 0.4), (330, 20, 0.6)),
        2.3, 42000, 0.6, 0.060, 0.70, 0.25, 0.20, 0.94, None,
        ("충전기", "보조배터리", "이어폰", "무선마우스", "키보드", "거치대", "웹캠", "허브", "스피커", "케이블"),
    ),
    Category(
        "생활용품", "LIV", 0.13, (1.10, 1.04, 1.00, 0.96, 0.93, 0.95, 1.02), ((190, 30, 0.7), (20, 20, 0.3)),
        1.5, 15000, 0.6, 0.025, 0.75, 0.40, 0.25, 0.72, None,
        ("수납함", "빨래바구니", "욕실매트", "방향제", "행거", "선풍기", "제습제", "수건세트", "쓰레기통", "전구"),
    ),
)  # fmt: skip


def weekday_factors() -> Floats:
    """Demand factors, one row per category, one column per weekday (Monday first), each row with mean 1."""
    profile = np.array([category.weekday for category in CATEGORIES])
    return np.asarray(profile / profile.mean(axis=1, keepdims=True))


def yearly_factors(day_of_year: Floats) -> Floats:
    """Demand factors, one row per category, one column per given day of the year (1 to 366); mean over a year is 1."""
    return np.stack([_season(category, day_of_year) / _season(category, np.arange(366) + 1.0).mean()
                     for category in CATEGORIES])  # fmt: skip


def _season(category: Category, day_of_year: Floats) -> Floats:
    factor = np.ones_like(day_of_year, dtype=np.float64)
    for peak, width, height in category.peaks:
        apart = np.abs(day_of_year - peak)
        apart = np.minimum(apart, DAYS_A_YEAR - apart)
        factor += height * np.exp(-0.5 * (apart / width) ** 2)
    return factor


def values(attribute: str, category: Ints) -> Floats:
    """The attribute of each given category index."""
    return np.array([getattr(one, attribute) for one in CATEGORIES], dtype=np.float64)[category]
