"""All tables in one import: what migrations and tests compare the database with."""

from domain.anomalies import models as anomalies
from domain.audit import models as audit
from domain.catalog import models as catalog
from domain.comments import models as comments
from domain.forecasting import ledger
from domain.forecasting import models as forecasting
from domain.idempotency import models as idempotency
from domain.identity import models as identity
from domain.ingestion import models as ingestion
from domain.ingestion.uploads import models as uploads
from domain.inventory import models as inventory
from domain.marketing import models as marketing
from domain.notifications import models as notifications
from domain.outbox import models as outbox
from domain.pipeline import models as pipeline
from domain.planning_settings import models as planning_settings
from domain.published import models as published
from domain.purchasing import models as purchasing
from domain.replenishment import models as replenishment
from domain.sales import models as sales
from domain.saved_views import models as saved_views
from domain.setup import models as setup
from kit.orm import Base

FEATURES = (
    anomalies,
    audit,
    catalog,
    comments,
    forecasting,
    idempotency,
    identity,
    ingestion,
    inventory,
    ledger,
    marketing,
    notifications,
    outbox,
    pipeline,
    planning_settings,
    published,
    purchasing,
    replenishment,
    sales,
    saved_views,
    setup,
    uploads,
)
metadata = Base.metadata
