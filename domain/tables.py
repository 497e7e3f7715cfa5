"""All tables in one import: what migrations and tests compare the database with."""

from domain.anomalies import models as anomalies
from domain.audit import models as audit
from domain.catalog import models as catalog
from domain.forecasting import ledger, marts
from domain.forecasting import models as forecasting
from domain.identity import models as identity
from domain.ingestion import models as ingestion
from domain.inventory import models as inventory
from domain.marketing import models as marketing
from domain.notifications import models as notifications
from domain.pipeline import models as pipeline
from domain.planning import models as planning
from domain.purchasing import models as purchasing
from domain.replenishment import models as replenishment
from domain.sales import models as sales
from domain.saved_views import models as saved_views
from kit.orm import Base

FEATURES = (
    anomalies,
    audit,
    catalog,
    forecasting,
    identity,
    ingestion,
    inventory,
    ledger,
    marketing,
    marts,
    notifications,
    pipeline,
    planning,
    purchasing,
    replenishment,
    sales,
    saved_views,
)
metadata = Base.metadata
