select
    id,
    order_no,
    ordered_at,
    channel,
    currency,
    cancelled_at
from raw.orders
where row_version >= cast(current_setting('jaego.watermark') as bigint)
