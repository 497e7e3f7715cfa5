with orders as (
    select order_date from stg_orders
),

all_orders as (
    select min(cast(timezone($timezone, ordered_at) as date)) as first_order_date from raw_orders
),

known as (
    select
        min(order_date) as data_from,
        max(order_date) as last_order_date,
        count(*) as orders
    from orders
),

weekdays as (
    select
        count(*) as orders,
        count(distinct orders.order_date) as days,
        max(orders.order_date) as last_date
    from orders
    cross join known
    where orders.order_date > known.last_order_date - 364
    group by isodow(orders.order_date)
),

rhythm as (
    select
        coalesce(max_by(days, orders) >= 8 and max(orders) >= 0.95 * sum(orders), false) as is_weekly,
        max_by(last_date, orders) as last_date
    from weekdays
),

known_until as (
    select
        if(rhythm.is_weekly, 7, 1) as order_interval_days,
        greatest(
            known.last_order_date,
            if(rhythm.is_weekly, least(rhythm.last_date + 6, cast($as_of as date)), known.last_order_date)
        ) as data_until
    from known
    cross join rhythm
),

feed as (
    select
        cast($as_of as date) as as_of_date,
        known.data_from,
        known_until.data_until,
        cast(cast($as_of as date) - known_until.data_until as integer) as stale_days,
        known_until.order_interval_days,
        known.orders,
        all_orders.first_order_date
    from known
    cross join known_until
    cross join all_orders
)

select * from feed
