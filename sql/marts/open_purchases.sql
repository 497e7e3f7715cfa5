with items as (
    select * from raw_purchase_order_items
),

orders as (
    select * from stg_purchase_orders
    where is_open
),

products as (
    select product_id from stg_products
),

received as (
    select
        purchase_order_item_id,
        sum(received_units) as received_units
    from stg_purchase_receipts
    group by purchase_order_item_id
),

open_items as (
    select
        items.id as purchase_order_item_id,
        items.product_id,
        orders.purchase_order_id,
        orders.approved_date,
        orders.expected_date,
        cast(items.quantity - coalesce(received.received_units, 0) as integer) as open_units
    from items
    inner join orders on items.purchase_order_id = orders.purchase_order_id
    inner join products on items.product_id = products.product_id
    left join received on items.id = received.purchase_order_item_id
    where items.quantity > coalesce(received.received_units, 0)
)

select * from open_items
