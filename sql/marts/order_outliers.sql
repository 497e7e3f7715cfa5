with items as (
    select * from stg_order_items
),

feed as (
    select * from feed_window
),

orders as (
    select
        product_id,
        order_id,
        order_date,
        sum(sold_units) as units
    from items
    cross join feed
    where feed.order_interval_days = 1
    group by product_id, order_id, order_date
    having sum(sold_units) > 0
),

judged as (
    select
        *,
        count(*) over year_before as orders_before,
        sum(units) over year_before as units_before,
        order_date - min(order_date) over year_before as days_before
    from orders
    window
        year_before as (
            partition by product_id order by order_date
            range between interval 364 days preceding and interval 1 day preceding
        )
),

big as (
    select * from judged
    where
        orders_before >= 20
        and units > 5 * (units_before / orders_before)
        and units > 28 * (units_before / days_before)
),

usual as (
    select
        big.product_id,
        big.order_id,
        big.order_date,
        big.units,
        max(earlier.units, 2)[2] as second_largest
    from big
    inner join orders as earlier
        on
            big.product_id = earlier.product_id
            and big.order_date > earlier.order_date
            and big.order_date - earlier.order_date <= 364
    group by all
),

outliers as (
    select
        product_id,
        order_date as sale_date,
        cast(sum(units - second_largest) as integer) as outlier_units
    from usual
    where units > 10 * second_largest
    group by product_id, order_date
)

select * from outliers
