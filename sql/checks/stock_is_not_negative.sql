with products as (
    select * from stg_products
    where is_stocked
),

stock as (
    select * from stg_inventory
    where stock_date > cast($as_of as date) - 28
),

broken as (
    select
        products.sku,
        stock.stock_date,
        stock.on_hand
    from stock
    inner join products on stock.product_id = products.product_id
    where stock.on_hand < 0
)

select * from broken
