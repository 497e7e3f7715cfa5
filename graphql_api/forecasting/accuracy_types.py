"""How forecasts did: errors, value added over the seasonal naive, and whether quantiles hold what they promise."""

from datetime import date
from enum import Enum

import strawberry

from graphql_api.catalog.enums import DemandClass
from graphql_api.permissions import operators
from graphql_api.rows import FromRow
from kit.reading import AnyRow


@strawberry.enum(description="Where a measure of accuracy comes from.")
class AccuracySource(Enum):
    """Sources of `ai.forecast_accuracy`."""

    PUBLISHED = strawberry.enum_value(
        "PUBLISHED",
        description="Published forecasts whose days have passed; scored once, by the first nightly run after that.",
    )
    BACKTEST = strawberry.enum_value(
        "BACKTEST", description="Forecasts of past days made in training, by a model that was not trained on them."
    )


@strawberry.type(
    description="Accuracy of forecasts of totals, over a group of them. Errors are of the median.",
    directives=operators(),
)
class ForecastAccuracy(FromRow):
    """Sums of one group; ratios are made of them."""

    horizon_days: int = strawberry.field(description="Days of the totals.")
    totals: int = strawberry.field(description="Number of forecasts evaluated.")
    first_origin: date = strawberry.field(description="The earliest day that one of them was made after.")
    last_origin: date = strawberry.field(description="The latest such day.")

    @strawberry.field(description="Where it comes from.")
    def source(self) -> AccuracySource:
        """The source."""
        return AccuracySource[self.row.source]

    @strawberry.field(description="Shape of demand of the SKUs; null: all, or one SKU.")
    def demand_class(self) -> DemandClass | None:
        """The class, if it is one."""
        word = getattr(self.row, "demand_class", "ALL")
        return None if word == "ALL" else DemandClass[word]

    @strawberry.field(
        description="The model or baseline; null: the published one, and of backtests the model over all its days."
    )
    def model(self) -> str | None:
        """The model, if it is one."""
        return None if self.row.model == "ALL" else str(self.row.model)

    @strawberry.field(description="Sum of absolute errors over sum of demand; null: no demand.")
    def wape(self) -> float | None:
        """Weighted absolute percentage error, a share of 1."""
        return _over(self.row.absolute_error, self.row.actual)

    @strawberry.field(description="The same of the model's own median, without planners' overrides; null: no demand.")
    def model_wape(self) -> float | None:
        """What the model alone would have had."""
        return _over(self.row.model_absolute_error, self.row.actual)

    @strawberry.field(description="The same of repeating the last week, on the same totals; null: no demand.")
    def naive_wape(self) -> float | None:
        """The seasonal naive's error."""
        return _over(self.row.naive_absolute_error, self.row.actual)

    @strawberry.field(
        description="Forecast value added: the share of the seasonal naive's error that is saved; below 0: it was"
        " better. Null: the naive made no error."
    )
    def value_added(self) -> float | None:
        """1 - error / naive error."""
        ratio = _over(self.row.absolute_error, self.row.naive_absolute_error)
        return None if ratio is None else 1 - ratio

    @strawberry.field(description="Sum of means less demand, over demand; above 0: too much. Null: no demand.")
    def bias(self) -> float | None:
        """Relative bias of the mean."""
        return _over(self.row.bias, self.row.actual)

    @strawberry.field(description="Mean pinball loss of p10, p50 and p90, in units; null: no quantiles.")
    def pinball(self) -> float | None:
        """Mean loss of a total."""
        return _over(self.row.pinball, self.row.pinball_totals)

    @strawberry.field(description="Share of totals from p10 to p90, 0.8 if calibrated; null: no quantiles.")
    def coverage(self) -> float | None:
        """Coverage of the 80 % interval."""
        return _over(self.row.covered, self.row.interval_totals)


@strawberry.enum(description="A nominal statement of published quantiles.")
class CalibrationLevel(Enum):
    """Levels of the calibration ledger."""

    P10 = strawberry.enum_value("P10", description="Demand stays below p10 in 10 % of cases.")
    P50 = strawberry.enum_value("P50", description="Demand is at most p50 in 50 % of cases.")
    P90 = strawberry.enum_value("P90", description="Demand is at most p90 in 90 % of cases.")
    INTERVAL_80 = strawberry.enum_value("INTERVAL_80", description="Demand lies from p10 to p90 in 80 % of cases.")


LEVELS = {
    CalibrationLevel.P10: (0.1, "below_p10", "quantile_totals"),
    CalibrationLevel.P50: (0.5, "up_to_p50", "quantile_totals"),
    CalibrationLevel.P90: (0.9, "up_to_p90", "quantile_totals"),
    CalibrationLevel.INTERVAL_80: (0.8, "covered", "interval_totals"),
}


@strawberry.type(
    description="Nominal and actual coverage of published quantiles. Demand that is often zero has an atom"
    " there: then more than the nominal share can lie at or above a quantile of zero.",
    directives=operators(),
)
class Calibration:
    """One promise of one group of published totals."""

    horizon_days: int = strawberry.field(description="Days of the totals.")
    demand_class: DemandClass | None = strawberry.field(
        description="Shape of the SKUs' demand when it was made; null: all."
    )
    level: CalibrationLevel = strawberry.field(description="The promise.")
    nominal: float = strawberry.field(description="The nominal share, 0 to 1.")
    actual: float = strawberry.field(description="The actual share, 0 to 1.")
    totals: int = strawberry.field(description="Number of published totals whose days have passed.")
    first_origin: date = strawberry.field(description="The earliest day that one of them was made after.")
    last_origin: date = strawberry.field(description="The latest such day.")


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
