select
    id,
    order_item_id,
    kind,
    quantity,
    returned_at,
    reason
from raw.order_returns
where row_version >= cast(current_setting('jaego.watermark') as bigint)
