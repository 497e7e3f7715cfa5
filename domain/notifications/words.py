"""Words for the values of an event's list, in Korean and English."""

from collections.abc import Mapping
from types import MappingProxyType

Words = Mapping[str, Mapping[str, str]]

_KOREAN: Words = MappingProxyType(
    {
        "risk": {"STOCKED_OUT": "품절", "HIGH": "품절 위험 높음"},
        "severity": {"HIGH": "높음", "CRITICAL": "긴급"},
        "type": {
            "SALES_SPIKE": "판매 급증",
            "SALES_DROP": "판매 급감",
            "RETURN_SURGE": "반품 급증",
            "STOCKOUT": "품절 발생",
            "OVERSTOCK": "과잉 재고",
            "NEGATIVE_STOCK": "마이너스 재고",
            "PRICE_ANOMALY": "가격 이상",
            "FORECAST_BIAS": "예측 편향",
            "LEAD_TIME_SLIP": "납기 지연",
            "DATA_GAP": "데이터 누락",
            "CAMPAIGN_WITHOUT_STOCK": "재고 없는 캠페인",
        },
    }
)
_ENGLISH: Words = MappingProxyType(
    {
        "risk": {"STOCKED_OUT": "stocked out", "HIGH": "high risk"},
        "severity": {"HIGH": "high", "CRITICAL": "critical"},
        "type": {
            "SALES_SPIKE": "sales spike",
            "SALES_DROP": "sales drop",
            "RETURN_SURGE": "return surge",
            "STOCKOUT": "stock-out",
            "OVERSTOCK": "overstock",
            "NEGATIVE_STOCK": "negative stock",
            "PRICE_ANOMALY": "unusual price",
            "FORECAST_BIAS": "forecast bias",
            "LEAD_TIME_SLIP": "lead time slip",
            "DATA_GAP": "missing data",
            "CAMPAIGN_WITHOUT_STOCK": "campaign without stock",
        },
    }
)
WORDS: Mapping[str, Words] = MappingProxyType({"ko": _KOREAN, "en": _ENGLISH})
_DATES: Words = MappingProxyType(
    {
        "ko": {"depletion_date": "소진 예정 {}", "detected_on": "{}부터"},
        "en": {"depletion_date": "depleted on {}", "detected_on": "since {}"},
    }
)


def in_words(key: str, value: object, locale: str) -> str:
    """A value of a listed item in a language; a value without words is returned unchanged.

    Args:
        key: the value's name in the item, such as `severity`.
        value: the value.
        locale: `ko` or `en`.
    """
    text = str(value)
    text = WORDS[locale].get(key, {}).get(text, text)
    return _DATES[locale].get(key, "{}").replace("{}", text)
