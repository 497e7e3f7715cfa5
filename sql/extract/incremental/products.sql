select
    id,
    sku,
    name,
    category,
    brand,
    supplier_id,
    cast(unit_cost * 100 as bigint) as unit_cost_minor,
    cast(list_price * 100 as bigint) as list_price_minor,
    currency,
    moq,
    pack_size,
    max_order_qty,
    shelf_life_days,
    launched_on,
    discontinued_on,
    replaced_by_id,
    is_stocked,
    deleted_at
from raw.products
where row_version >= cast(current_setting('jaego.watermark') as bigint)
