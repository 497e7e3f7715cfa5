select
    id,
    reference,
    product_id,
    supplier_id,
    ordered_on,
    due_on,
    quantity,
    received_quantity,
    received_on,
    closed_on
from raw.purchase_history
where row_version >= cast(current_setting('jaego.watermark') as bigint)
