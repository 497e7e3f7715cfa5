select
    id,
    purchase_order_item_id,
    received_at,
    quantity
from app.purchase_order_receipts
