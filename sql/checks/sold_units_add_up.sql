with items as (
    select * from stg_order_items
),

products as (
    select product_id from stg_products
    where is_stocked
),

feed as (
    select * from feed_window
),

demand as (
    select
        unique_id as product_id,
        sum(sold_units) as units
    from demand_daily
    group by unique_id
),

ordered as (
    select
        items.product_id,
        sum(items.sold_units) as units
    from items
    semi join products on items.product_id = products.product_id
    cross join feed
    where items.order_date > feed.as_of_date - $history_days
    group by items.product_id
),

compared as (
    select
        coalesce(ordered.product_id, demand.product_id) as product_id,
        coalesce(ordered.units, 0) as ordered_units,
        coalesce(demand.units, 0) as demand_units
    from ordered
    full join demand on ordered.product_id = demand.product_id
),

broken as (
    select * from compared
    where ordered_units <> demand_units
)

select * from broken
