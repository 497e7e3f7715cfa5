"""Invented names of products, brands and suppliers (Faker, seeded); none stands for a real company."""

from faker import Faker

from analytics.world.categories import CATEGORIES
from analytics.world.parameters import Ints

SYLLABLES = ("루", "모", "네", "바", "피", "오", "린", "소", "담", "가", "휘", "온", "채", "율", "아", "새", "벼", "윤")
MATERIALS = ("데일리", "프리미엄", "미니", "베이직", "클래식", "에어", "소프트", "내추럴", "라이트", "시그니처")
LETTERS_OF_A_BRAND = 3
COMPANY_FORMS = ("주식회사", "유한회사", "(주)", "(유)")


def _faker(locale: str, seed: int) -> Faker:
    faker = Faker(locale)
    faker.seed_instance(seed)
    return faker


def brand_names(count: int, seed: int) -> list[str]:
    """Invented brands of three syllables."""
    faker = _faker("ko_KR", seed)
    return ["".join(faker.random_elements(SYLLABLES, LETTERS_OF_A_BRAND, unique=True)) for _ in range(count)]


def supplier_names(count: int, seed: int) -> list[str]:
    """Invented suppliers, each marked as such: the generator's companies may by chance be named like real ones."""
    faker = _faker("ko_KR", seed)
    return [f"(가상) {_bare(faker.company())} {number:02d}" for number in range(1, count + 1)]


def _bare(company: str) -> str:
    for form in COMPANY_FORMS:
        company = company.replace(form, "")
    return company.strip()


def product_names(category: Ints, brands: list[str], seed: int) -> list[str]:
    """A name per product: brand, line, thing and colour."""
    korean, english = _faker("ko_KR", seed), _faker("en_US", seed)
    names = []
    for index, brand in zip(category.tolist(), brands, strict=True):
        thing = korean.random_element(CATEGORIES[index].nouns)
        line = korean.random_element(MATERIALS)
        names.append(f"{brand} {line} {thing} {english.safe_color_name()}")
    return names
