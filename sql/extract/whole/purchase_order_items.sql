select
    id,
    purchase_order_id,
    product_id,
    quantity
from app.purchase_order_items
