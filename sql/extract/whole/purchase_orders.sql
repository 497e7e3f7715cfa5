select
    id,
    order_no,
    supplier_id,
    state,
    expected_on,
    created_at,
    approved_at,
    rejected_at,
    completed_at,
    cancelled_at,
    deleted_at
from app.purchase_orders
