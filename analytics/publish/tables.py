"""Which tables a run publishes to, and how rows get there."""

from dataclasses import dataclass
from enum import Enum


class Way(Enum):
    """How rows of a run are kept."""

    PARTITION = "a partition of the run's own, made beside the table and attached when it is full"
    ROWS = "rows under the run's id in one table"
    FIRST_WINS = "rows that outlive their run; a row that is there already stays"
    LAST_WINS = "rows that outlive their run; a row that is there already is replaced"


@dataclass(frozen=True, slots=True)
class Target:
    """A table that runs publish to."""

    table: str
    way: Way
    key: tuple[str, ...] = ()

    @property
    def schema(self) -> str:
        """The table's schema."""
        return self.table.partition(".")[0]

    @property
    def name(self) -> str:
        """The table's name without its schema."""
        return self.table.partition(".")[2]

    def partition(self, run_id: int) -> str:
        """The name of a run's partition, without its schema."""
        return f"{self.name}_r{run_id}"


TARGETS = {
    target.table: target
    for target in (
        Target("mart.sku_daily_stats", Way.PARTITION),
        Target("mart.sku_weekly_stats", Way.PARTITION),
        Target("ai.predictions", Way.PARTITION),
        Target("mart.sku_features", Way.ROWS),
        Target("mart.sku_overview", Way.ROWS),
        Target("mart.supplier_lead_times", Way.ROWS),
        Target("mart.demand_corrections", Way.ROWS),
        Target("ai.prediction_totals", Way.ROWS),
        Target("ai.prediction_explanations", Way.ROWS),
        Target("ai.recommendations", Way.ROWS),
        Target("ai.policy_backtests", Way.ROWS),
        Target("ai.anomaly_detections", Way.FIRST_WINS, ("product_id", "detected_on", "anomaly_type")),
        Target("ai.accuracy_summaries", Way.ROWS),
        Target("ai.forecast_ledger", Way.FIRST_WINS, ("run_id", "product_id", "horizon_days")),
        Target("ai.day_forecasts", Way.FIRST_WINS, ("run_id", "product_id", "target_date")),
        Target("ai.override_forecasts", Way.FIRST_WINS, ("run_id", "override_id")),
        Target("ai.override_scores", Way.FIRST_WINS, ("override_id",)),
        Target("ai.forecast_accuracy", Way.LAST_WINS, ("product_id", "horizon_days", "origin_date", "model", "source")),
    )
}
