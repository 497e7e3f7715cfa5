select
    id,
    product_id,
    warehouse_code,
    moved_at,
    quantity,
    reason
from raw.inventory_movements
where row_version >= cast(current_setting('jaego.watermark') as bigint)
