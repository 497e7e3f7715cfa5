"""How forecasts did: errors, value added over the seasonal naive, and whether quantiles hold what they promise."""

from datetime import date
from enum import Enum

from graphql_api.catalog.base_types import DemandClass
from graphql_api.decorators import enum, field, object_type, resolver
from graphql_api.rows import FromRow
from kit.reading import AnyRow


@enum
class AccuracySource(Enum):
    """Where a measure of accuracy comes from."""

    PUBLISHED = "Published forecasts whose days have passed; scored once, by the first nightly run after that."
    BACKTEST = "Forecasts of past days made in training, by a model that was not trained on them."


@object_type
class ForecastAccuracy(FromRow):
    """Accuracy of forecasts of totals, over a group of them. Errors are of the median."""

    source: AccuracySource = field("Where it comes from.")
    horizon_days: int = field("Days of the totals.")
    totals: int = field("Number of forecasts evaluated.")
    first_origin: date = field("The earliest day that one of them was made after.")
    last_origin: date = field("The latest such day.")

    @resolver()
    def demand_class(self) -> DemandClass | None:
        """Shape of demand of the SKUs; null: all, or one SKU."""
        word = getattr(self.row, "demand_class", "ALL")
        return None if word == "ALL" else DemandClass[word]

    @resolver()
    def model(self) -> str | None:
        """The model or baseline; null: the published one, and of backtests the model over all its days."""
        return None if self.row.model == "ALL" else str(self.row.model)

    @resolver()
    def wape(self) -> float | None:
        """Sum of absolute errors over sum of demand; null: no demand."""
        return _over(self.row.absolute_error, self.row.actual)

    @resolver()
    def model_wape(self) -> float | None:
        """The same of the model's own median, without planners' overrides; null: no demand."""
        return _over(self.row.model_absolute_error, self.row.actual)

    @resolver()
    def naive_wape(self) -> float | None:
        """The same of repeating the last week, on the same totals; null: no demand."""
        return _over(self.row.naive_absolute_error, self.row.actual)

    @resolver()
    def value_added(self) -> float | None:
        """Forecast value added: the share of the seasonal naive's error that is saved; below 0: it was better. Null:
        the naive made no error.
        """
        ratio = _over(self.row.absolute_error, self.row.naive_absolute_error)
        return None if ratio is None else 1 - ratio

    @resolver()
    def bias(self) -> float | None:
        """Sum of means less demand, over demand; above 0: too much. Null: no demand."""
        return _over(self.row.bias, self.row.actual)

    @resolver()
    def pinball(self) -> float | None:
        """Mean pinball loss of p10, p50 and p90, in units; null: no quantiles."""
        return _over(self.row.pinball, self.row.pinball_totals)

    @resolver()
    def coverage(self) -> float | None:
        """Share of totals from p10 to p90, 0.8 if calibrated; null: no quantiles."""
        return _over(self.row.covered, self.row.interval_totals)


@enum
class CalibrationLevel(Enum):
    """A nominal statement of published quantiles."""

    P10 = "Demand stays below p10 in 10 % of cases."
    P50 = "Demand is at most p50 in 50 % of cases."
    P90 = "Demand is at most p90 in 90 % of cases."
    INTERVAL_80 = "Demand lies from p10 to p90 in 80 % of cases."


LEVELS = {
    CalibrationLevel.P10: (0.1, "below_p10", "quantile_totals"),
    CalibrationLevel.P50: (0.5, "up_to_p50", "quantile_totals"),
    CalibrationLevel.P90: (0.9, "up_to_p90", "quantile_totals"),
    CalibrationLevel.INTERVAL_80: (0.8, "covered", "interval_totals"),
}


@object_type
class Calibration:
    """Nominal and actual coverage of published quantiles. Demand that is often zero has an atom there: then more than
    the nominal share can lie at or above a quantile of zero.
    """

    horizon_days: int = field("Days of the totals.")
    demand_class: DemandClass | None = field("Shape of the SKUs' demand when it was made; null: all.")
    level: CalibrationLevel = field("The promise.")
    nominal: float = field("The nominal share, 0 to 1.")
    actual: float = field("The actual share, 0 to 1.")
    totals: int = field("Number of published totals whose days have passed.")
    first_origin: date = field("The earliest day that one of them was made after.")
    last_origin: date = field("The latest such day.")


def calibration_of(row: AnyRow) -> list[Calibration]:
    """The promises of one group, those that were made."""
    return [
        Calibration(
            horizon_days=row.horizon_days,
            demand_class=None if row.demand_class == "ALL" else DemandClass[row.demand_class],
            level=level,
            nominal=nominal,
            actual=getattr(row, held) / getattr(row, among),
            totals=getattr(row, among),
            first_origin=row.first_origin,
            last_origin=row.last_origin,
        )
        for level, (nominal, held, among) in LEVELS.items()
        if getattr(row, among) > 0
    ]


def _over(top: float, bottom: float) -> float | None:
    return float(top) / float(bottom) if bottom else None
