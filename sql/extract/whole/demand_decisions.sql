select
    id,
    product_id,
    layer,
    decision
from app.demand_decisions
