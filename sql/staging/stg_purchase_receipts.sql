with receipts as (
    select * from raw_purchase_order_receipts
),

items as (
    select * from raw_purchase_order_items
),

orders as (
    select * from stg_purchase_orders
),

dated as (
    select
        receipts.id as receipt_id,
        receipts.purchase_order_item_id,
        items.purchase_order_id,
        items.product_id,
        orders.supplier_id,
        orders.approved_date,
        cast(timezone($timezone, receipts.received_at) as date) as received_date,
        receipts.quantity as received_units
    from receipts
    inner join items on receipts.purchase_order_item_id = items.id
    inner join orders on items.purchase_order_id = orders.purchase_order_id
),

known as (
    select * from dated
    where received_date <= $as_of
)

select * from known
