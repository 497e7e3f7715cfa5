select
    id,
    scope,
    category,
    supplier_id,
    product_id,
    cast(service_level as double precision) as service_level,
    review_days,
    lead_time_days,
    cast(holding_cost_rate as double precision) as holding_cost_rate,
    cast(ordering_cost as double precision) as ordering_cost
from app.planning_settings
where deleted_at is null
