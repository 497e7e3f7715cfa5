with products as (
    select * from stg_products
),

feed as (
    select * from feed_window
),

calendar as (
    select * from calendar_days
),

promotions as (
    select * from stg_promotions
),

ahead as (
    select
        products.product_id as unique_id,
        calendar.ds,
        promotions.product_id is not null as is_promotion,
        coalesce(promotions.discount_rate, 0) as planned_discount_rate,
        calendar.is_holiday,
        calendar.is_payday
    from products
    cross join feed
    inner join calendar on feed.data_until < calendar.ds and calendar.ds <= feed.as_of_date + 60
    left join promotions on products.product_id = promotions.product_id and calendar.ds = promotions.promotion_date
)

select * from ahead
