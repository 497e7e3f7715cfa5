"""What can go wrong with a SKU."""

from kit.errors import InputError


class SkuNotFoundError(InputError):
    """There is no such SKU."""
