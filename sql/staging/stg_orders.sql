with orders as (
    select * from raw_orders
),

dated as (
    select
        id as order_id,
        order_no,
        ordered_at,
        channel,
        currency,
        cast(timezone($timezone, ordered_at) as date) as order_date,
        cast(timezone($timezone, cancelled_at) as date) as cancelled_date
    from orders
),

known as (
    select
        order_id,
        order_no,
        ordered_at,
        order_date,
        channel,
        currency,
        coalesce(cancelled_date <= $as_of, false) as is_cancelled
    from dated
    where order_date <= $as_of
)

select * from known
