select
    id,
    product_id,
    starts_on,
    ends_on,
    mode,
    value,
    reason,
    expires_on
from app.forecast_overrides
where deleted_at is null
