select
    id,
    code,
    name,
    currency,
    lead_time_days,
    order_cycle_days,
    order_weekdays,
    cast(min_order_value * 100 as bigint) as min_order_value_minor,
    array(
        select concat(lower(period), '/', upper(period) - 1)
        from unnest(closures) as period
    ) as closures,
    deleted_at
from raw.suppliers
where row_version >= cast(current_setting('jaego.watermark') as bigint)
