"""The list of SKUs as a workbook, in the reader's language."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

from graphql_api.workbook import Cell, as_xlsx
from kit.reading import AnyRow

Language = Literal["ko", "en"]
LANGUAGES: tuple[Language, ...] = ("ko", "en")
SHARE, TENTH = "0%", "0.0"
SHEET = MappingProxyType({"ko": "SKU 목록", "en": "SKUs"})
RISKS = MappingProxyType(
    {
        "STOCKED_OUT": {"ko": "품절", "en": "Stocked out"},
        "HIGH": {"ko": "높음", "en": "High"},
        "MEDIUM": {"ko": "중간", "en": "Medium"},
        "LOW": {"ko": "낮음", "en": "Low"},
        "UNKNOWN": {"ko": "알 수 없음", "en": "Unknown"},
    }
)
DEMAND_CLASSES = MappingProxyType(
    {
        "SMOOTH": {"ko": "안정", "en": "Smooth"},
        "INTERMITTENT": {"ko": "간헐", "en": "Intermittent"},
        "ERRATIC": {"ko": "변동", "en": "Erratic"},
        "LUMPY": {"ko": "불규칙", "en": "Lumpy"},
        "NEW": {"ko": "신규", "en": "New"},
        "DORMANT": {"ko": "휴면", "en": "Dormant"},
    }
)
LIFECYCLES = MappingProxyType(
    {
        "UPCOMING": {"ko": "출시 예정", "en": "Upcoming"},
        "NEW": {"ko": "신규", "en": "New"},
        "ACTIVE": {"ko": "판매 중", "en": "Active"},
        "ENDING": {"ko": "종료 예정", "en": "Ending"},
        "DISCONTINUED": {"ko": "단종", "en": "Discontinued"},
        "NOT_STOCKED": {"ko": "재고 미운영", "en": "Not stocked"},
        "DORMANT": {"ko": "휴면", "en": "Dormant"},
    }
)


def _as_read(value: Any, _: Language) -> Cell:  # noqa: ANN401  # a column may be of any type
    cell: Cell = value
    return cell


def _named(names: MappingProxyType[str, dict[str, str]]) -> Callable[[Any, Language], Cell]:
    return lambda value, language: None if value is None else names[value][language]


@dataclass(frozen=True)
class Column:
    """A column of the file.

    Attributes:
        name: of what is read, as in `domain.skus.repository.SKU_COLUMNS`.
        ko: heading in Korean.
        en: heading in English.
        shows_costs: whether it is left out for those who see no costs.
        number_format: of the spreadsheet; None: the usual one.
        cell: what is written of a value.
    """

    name: str
    ko: str
    en: str
    shows_costs: bool = False
    number_format: str | None = None
    cell: Callable[[Any, Language], Cell] = _as_read

    def heading(self, language: Language) -> str:
        """The heading in a language."""
        return self.ko if language == "ko" else self.en


COLUMNS = (
    Column("code", "SKU 코드", "SKU code"),
    Column("name", "상품명", "Name"),
    Column("category", "카테고리", "Category"),
    Column("supplier_code", "공급사 코드", "Supplier code"),
    Column("supplier_name", "공급사", "Supplier"),
    Column("stockout_risk", "품절 위험", "Risk", cell=_named(RISKS)),
    Column("stockout_probability_14", "14일 내 품절", "Stock-out in 14 days", number_format=SHARE),
    Column("depletion_date", "소진 예정일", "Depleted on"),
    Column("days_of_cover", "재고 일수", "Days of cover", number_format=TENTH),
    Column("on_hand", "현재고", "On hand"),
    Column("reserved", "출고 예약", "Reserved"),
    Column("received_since", "배치 이후 입고", "Received since run"),
    Column("on_order", "입고 예정", "On order"),
    Column("expected_demand_14", "14일 수요", "14-day demand", number_format=TENTH),
    Column("recommended_quantity", "추천 발주", "Recommended"),
    Column("currency", "통화", "Currency"),
    Column("unit_cost", "원가", "Unit cost", shows_costs=True),
    Column("money_at_risk", "품절 예상 손실액", "Money at risk"),
    Column("revenue_28", "28일 매출", "28-day revenue"),
    Column("units_28", "28일 판매", "28-day units"),
    Column("abc", "ABC 등급", "ABC class"),
    Column("xyz", "XYZ 등급", "XYZ class"),
    Column("lifecycle", "판매 단계", "Lifecycle", cell=_named(LIFECYCLES)),
    Column("demand_class", "수요 유형", "Demand", cell=_named(DEMAND_CLASSES)),
    Column("trust_grade", "데이터 신뢰", "Data trust"),
)


def columns_for(*, sees_costs: bool) -> tuple[Column, ...]:
    """The columns that somebody may read."""
    return tuple(column for column in COLUMNS if sees_costs or not column.shows_costs)


def sku_workbook(rows: Sequence[AnyRow], columns: Sequence[Column], language: Language) -> bytes:
    """The workbook.

    Args:
        rows: SKUs with (at least) the columns of the file.
        columns: of the file, in order.
        language: of headings and classes.
    """
    cells = ([column.cell(getattr(row, column.name), language) for column in columns] for row in rows)
    formats = {at: column.number_format for at, column in enumerate(columns) if column.number_format}
    return as_xlsx(SHEET[language], [column.heading(language) for column in columns], cells, formats)
