with promotions as (
    select * from raw_promotions
),

members as (
    select * from raw_promotion_products
),

products as (
    select product_id from stg_products
),

announced as (
    select * from promotions
    where
        coalesce(announced_on, starts_on - 30) <= $as_of
        and starts_on <= cast($as_of as date) + 60
        and ends_on > cast($as_of as date) - $history_days
),

days as (
    select
        id as promotion_id,
        discount_rate,
        cast(
            unnest(
                generate_series(
                    greatest(starts_on, cast($as_of as date) - $history_days + 1),
                    least(ends_on, cast($as_of as date) + 60),
                    interval 1 day
                )
            ) as date
        ) as promotion_date
    from announced
),

by_sku as (
    select
        members.product_id,
        days.promotion_date,
        max(days.discount_rate) as discount_rate,
        count(*) as promotions
    from days
    inner join members on days.promotion_id = members.promotion_id
    inner join products on members.product_id = products.product_id
    group by members.product_id, days.promotion_date
)

select * from by_sku
