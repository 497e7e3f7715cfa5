with orders as (
    select order_date from stg_orders
),

all_orders as (
    select min(cast(timezone($timezone, ordered_at) as date)) as first_order_date from raw_orders
),

known as (
    select
        min(order_date) as data_from,
        max(order_date) as data_until,
        count(*) as orders
    from orders
),

feed as (
    select
        cast($as_of as date) as as_of_date,
        known.data_from,
        known.data_until,
        cast(cast($as_of as date) - known.data_until as integer) as stale_days,
        known.orders,
        all_orders.first_order_date
    from known
    cross join all_orders
)

select * from feed
