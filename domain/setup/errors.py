"""What can go wrong with sample data. Nothing is changed by any of it."""

from kit.errors import InputError


class SampleDataError(InputError):
    """Sample data can't be added or removed now; `code` names the reason."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class BesideSampleDataError(InputError):
    """Data of the company were to be imported beside sample data, which could then not be removed again."""

    code = "SAMPLE_DATA_PRESENT"

    def __init__(self) -> None:
        super().__init__(
            "The shop is filled with sample data, which must not be mixed with yours. An administrator removes them"
            " with one button on the dashboard; then import again."
        )
