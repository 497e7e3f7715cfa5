with products as (
    select * from stg_products
    where coalesce(discontinued_on > $as_of, true)
),

positions as (
    select * from stock_positions
),

feed as (
    select * from feed_window
),

broken as (
    select
        products.sku,
        positions.stock_as_of,
        positions.stock_age_days
    from products
    cross join feed
    inner join positions on products.product_id = positions.product_id
    where positions.stock_age_days > feed.order_interval_days + 2
)

select * from broken
