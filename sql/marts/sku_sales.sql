with items as (
    select * from stg_order_items
),

by_day as (
    select
        product_id,
        order_date as sale_date,
        cast(sum(ordered_units) as integer) as ordered_units,
        cast(sum(cancelled_units) as integer) as cancelled_units,
        cast(sum(sold_units) as integer) as sold_units,
        cast(count(distinct order_id) filter (where sold_units > 0) as integer) as order_count,
        cast(sum(gross_amount) as decimal(14, 2)) as gross_revenue,
        cast(sum(sold_discount) as decimal(14, 2)) as discount_amount
    from items
    group by product_id, order_date
)

select * from by_day
