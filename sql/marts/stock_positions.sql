with products as (
    select product_id from stg_products
),

stock as (
    select * from stg_inventory
    qualify row_number() over (partition by product_id order by stock_date desc) = 1
),

received as (
    select * from stock_receipts
),

inbound as (
    select
        product_id,
        cast(sum(units) as integer) as on_order,
        cast(coalesce(sum(units) filter (where source = 'PURCHASE_ORDER'), 0) as integer) as open_order_units
    from inbound_units
    group by product_id
),

order_receipts as (
    select
        product_id,
        cast(sum(received_units) as integer) as received_order_units
    from stg_purchase_receipts
    group by product_id
),

positions as (
    select
        products.product_id,
        stock.on_hand + coalesce(received.received_units, 0) as on_hand,
        stock.reserved,
        stock.in_transit,
        coalesce(inbound.on_order, 0) as on_order,
        coalesce(inbound.open_order_units, 0) as open_order_units,
        coalesce(order_receipts.received_order_units, 0) as received_order_units,
        stock.stock_date as stock_as_of,
        cast(cast($as_of as date) - stock.stock_date as integer) as stock_age_days
    from products
    left join stock on products.product_id = stock.product_id
    left join received on products.product_id = received.product_id
    left join inbound on products.product_id = inbound.product_id
    left join order_receipts on products.product_id = order_receipts.product_id
)

select * from positions
