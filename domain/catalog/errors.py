"""What can go wrong with a SKU."""

from kit.errors import InputError


class SkuNotFoundError(InputError):
    """There is no such SKU."""

    code = "NOT_FOUND"

    def __init__(self) -> None:
        super().__init__("There is no such SKU.")
