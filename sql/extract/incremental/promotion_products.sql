select
    id,
    promotion_id,
    product_id
from raw.promotion_products
where row_version >= cast(current_setting('jaego.watermark') as bigint)
