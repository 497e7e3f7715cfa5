"""What a person says about files that are imported; everything may be left to the files themselves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

DateOrder = Literal["YMD", "DMY", "MDY"]
Complete = Literal["lines", "stock"]


@dataclass(frozen=True)
class ImportOptions:
    """How files are read and what they may say.

    `profile` None: recognised, file by file. `mapping` is a profile that was made for these files, as the mapping in a
    YAML file would be; it wins over `profile`. `profile_folder` holds profiles of the company. `complete`: what the
    files hold all of, so that what is missing is gone: `lines` all lines of their orders, `stock` the whole stock of
    their warehouses. `creates_products` None: products that no list names are made from order lines as long as no
    product list has been imported.
    """

    profile: str | None = None
    mapping: Mapping[str, object] | None = None
    encoding: str | None = None
    date_order: DateOrder | None = None
    decimal_mark: Literal[".", ","] | None = None
    password: str | None = field(default=None, repr=False)
    status_words: Mapping[str, str] = field(default_factory=dict)  # `배송보류` -> PAID
    complete: frozenset[Complete] = frozenset()
    creates_products: bool | None = None
    profile_folder: Path | None = None


AS_THEY_ARE = ImportOptions()
"""Everything is left to the files themselves."""
