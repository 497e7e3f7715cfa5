select
    id,
    code,
    name,
    currency,
    lead_time_days,
    order_cycle_days,
    order_weekdays,
    cast(min_order_value * 100 as bigint) as min_order_value_minor,
    deleted_at
from raw.suppliers
where row_version >= cast(current_setting('jaego.watermark') as bigint)
