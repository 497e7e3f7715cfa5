select
    id,
    order_id,
    product_id,
    quantity,
    units_per_item,
    cast(unit_price * 100 as bigint) as unit_price_minor,
    cast(discount_amount * 100 as bigint) as discount_amount_minor
from raw.order_items
where row_version >= cast(current_setting('jaego.watermark') as bigint)
