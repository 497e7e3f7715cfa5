"""What can be wrong with a model or with the data it yields."""

from kit.errors import FaultError


class ModelError(FaultError):
    """A `.sql` model or its `.yml` contract can't be used."""


class CheckError(FaultError):
    """A model's rows break a rule that later steps rely on."""
