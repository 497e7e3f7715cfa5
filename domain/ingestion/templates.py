"""Templates of the simplest files, for those who have no export: columns that every import recognises, with examples.

Rules of the columns are those of the contract (`contract.py`); here are their names and explanations for people.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Language = Literal["ko", "en"]
LANGUAGES: tuple[Language, ...] = ("ko", "en")
TEMPLATES = ("sales", "stock", "products")


@dataclass(frozen=True)
class Column:
    """A column: the field of the contract that it fills, its heading and explanation by language, and examples."""

    field: str
    is_required: bool
    names: Mapping[Language, str]
    notes: Mapping[Language, str]
    examples: Mapping[Language, tuple[str | int, ...]]


@dataclass(frozen=True)
class Template:
    """A file: its title by language and its columns; the examples of all columns together are its rows."""

    name: str
    titles: Mapping[Language, str]
    columns: tuple[Column, ...]

    def rows(self, language: Language) -> list[tuple[str | int, ...]]:
        """The example rows."""
        return list(zip(*(column.examples[language] for column in self.columns), strict=True))


def _column(
    field: str,
    names: tuple[str, str],
    notes: tuple[str, str],
    *examples: str | int,
    english: tuple[str, ...] | None = None,
    required: bool = False,
) -> Column:
    """A column; names and notes in the order of `LANGUAGES`, `english` where the examples are words."""
    texts = [MappingProxyType(dict(zip(LANGUAGES, pair, strict=True))) for pair in (names, notes)]
    shown: dict[Language, tuple[str | int, ...]] = {"ko": examples, "en": english or examples}
    return Column(field, required, texts[0], texts[1], MappingProxyType(shown))


SALES = Template(
    "sales",
    MappingProxyType({"ko": "판매", "en": "Sales"}),
    (
        _column(
            "orders.ordered_at",
            ("날짜", "date"),
            ("판매일. 2026-05-01처럼 씁니다.", "Day of the sale, such as 2026-05-01."),
            *("2026-05-01", "2026-05-01", "2026-05-02"),
            required=True,
        ),
        _column(
            "products.sku",
            ("SKU", "SKU"),
            ("상품 코드. 재고와 상품 파일에서도 같은 코드를 씁니다.", "Code of the product, the same in all files."),
            *("TEA-001", "TEA-002", "TEA-001"),
            required=True,
        ),
        _column(
            "order_items.quantity",
            ("수량", "quantity"),
            (
                "그날 판매한 수량. 판매가 없는 날은 행을 쓰지 않습니다.",
                "Units sold on the day; no row for a day without sales.",
            ),
            *(3, 1, 2),
            required=True,
        ),
        _column(
            "order_items.unit_price",
            ("판매가", "price"),
            ("1개당 판매가. 비워 두면 0으로 봅니다.", "Price of one unit; empty counts as 0."),
            *(12900, 25000, 12900),
        ),
        _column(
            "orders.channel",
            ("판매채널", "channel"),
            ("쇼핑몰 이름. 비워 둘 수 있습니다.", "Name of the marketplace; may be empty."),
            *("Naver", "Naver", "Coupang"),
        ),
    ),
)
STOCK = Template(
    "stock",
    MappingProxyType({"ko": "재고", "en": "Stock"}),
    (
        _column(
            "products.sku",
            ("SKU", "SKU"),
            ("상품 코드. 품절된 상품도 수량 0으로 적습니다.", "Code of the product; list sold-out ones too, with 0."),
            *("TEA-001", "TEA-002", "TEA-003"),
            required=True,
        ),
        _column(
            "inventory.on_hand",
            ("현재고", "on hand"),
            ("지금 창고에 있는 수량.", "Units in the warehouse now."),
            *(42, 8, 0),
            required=True,
        ),
        _column(
            "inventory.warehouse_code",
            ("창고", "warehouse"),
            ("창고 코드. 창고가 하나면 비워 둡니다.", "Code of the warehouse; empty if there is only one."),
            *("MAIN", "MAIN", "MAIN"),
        ),
        _column(
            "inventory.snapshot_at",
            ("기준일", "date"),
            ("재고를 센 날. 비워 두면 올린 시각입니다.", "Day of the count; empty: when the file is uploaded."),
            *("2026-05-02", "2026-05-02", "2026-05-02"),
        ),
    ),
)
PRODUCTS = Template(
    "products",
    MappingProxyType({"ko": "상품", "en": "Products"}),
    (
        _column(
            "products.sku",
            ("SKU", "SKU"),
            ("상품 코드.", "Code of the product."),
            *("TEA-001", "TEA-002", "TEA-003"),
            required=True,
        ),
        _column(
            "products.name",
            ("상품명", "name"),
            ("화면에 표시할 이름.", "The name that pages show."),
            *("녹차 50g", "홍차 100g", "보이차 200g"),
            english=("Green tea 50 g", "Black tea 100 g", "Pu-erh tea 200 g"),
        ),
        _column(
            "products.category",
            ("카테고리", "category"),
            ("비슷한 상품끼리 예측을 돕습니다.", "Products of one category help each other's forecasts."),
            *("차", "차", "차"),
            english=("Tea", "Tea", "Tea"),
        ),
        _column(
            "suppliers.code",
            ("공급사", "supplier"),
            ("발주할 거래처.", "Who the product is ordered from."),
            *("하동다원", "하동다원", "보성차밭"),
            english=("North Tea", "North Tea", "South Tea"),
        ),
        _column(
            "products.unit_cost",
            ("원가", "unit cost"),
            ("1개당 매입 단가. 발주 금액을 계산합니다.", "Purchase price of one unit, for the amounts of orders."),
            *(6200, 11800, 21000),
        ),
        _column(
            "products.list_price",
            ("판매가", "list price"),
            ("1개당 정가.", "Usual price of one unit."),
            *(12900, 25000, 39000),
        ),
        _column(
            "suppliers.lead_time_days",
            ("리드타임(일)", "lead time days"),
            ("발주부터 입고까지 걸리는 날.", "Days from order to delivery."),
            *(7, 7, 14),
        ),
        _column(
            "products.pack_size",
            ("입수", "pack size"),
            ("발주 단위. 12면 12개씩 발주합니다.", "Units of a pack: 12 means orders of 12, 24, 36."),
            *(12, 12, 6),
        ),
        _column(
            "products.moq",
            ("최소발주수량", "MOQ"),
            ("한 번에 발주할 수 있는 가장 적은 수량.", "The smallest quantity of an order."),
            *(24, 12, 6),
        ),
    ),
)
ALL: Mapping[str, Template] = MappingProxyType({template.name: template for template in (SALES, STOCK, PRODUCTS)})
