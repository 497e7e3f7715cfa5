select
    id,
    product_id,
    warehouse_code,
    snapshot_at,
    on_hand,
    reserved,
    in_transit
from raw.inventory
where row_version >= cast(current_setting('jaego.watermark') as bigint)
