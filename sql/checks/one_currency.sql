with orders as (
    select * from stg_orders
),

currencies as (
    select
        currency,
        count(*) as orders
    from orders
    group by currency
),

broken as (
    select * from currencies
    qualify orders < max(orders) over ()
)

select * from broken
