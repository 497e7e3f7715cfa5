select
    id,
    order_id,
    method,
    cast(amount * 100 as bigint) as amount_minor,
    paid_at
from raw.payments
where row_version >= cast(current_setting('jaego.watermark') as bigint)
