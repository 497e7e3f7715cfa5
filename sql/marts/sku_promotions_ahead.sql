with promotions as (
    select * from stg_promotions
),

by_sku as (
    select
        product_id,
        bool_or(promotion_date = $as_of) as is_promotion,
        cast(count(*) filter (where promotion_date - cast($as_of as date) between 1 and 30) as integer)
            as promotion_days_ahead_30,
        max(discount_rate) filter (where promotion_date - cast($as_of as date) between 1 and 30)
            as planned_discount_rate
    from promotions
    where promotion_date >= $as_of
    group by product_id
)

select * from by_sku
