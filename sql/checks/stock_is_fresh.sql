with products as (
    select * from stg_products
    where is_stocked and coalesce(discontinued_on > $as_of, true)
),

positions as (
    select * from stock_positions
),

broken as (
    select
        products.sku,
        positions.stock_as_of,
        positions.stock_age_days
    from products
    inner join positions on products.product_id = positions.product_id
    where positions.is_stock_stale
)

select * from broken
