with days as (
    select * from selling_days
    where is_promotion and on_hand > 0
),

rates as (
    select * from comparable_days
),

expected as (
    select
        days.product_id,
        days.category,
        days.units,
        cast(days.factor * rates.daily_rate as double) as expected_units
    from days
    asof join rates on days.product_id = rates.product_id and days.stock_date > rates.stock_date
    where rates.recent_days >= 14 and days.stock_date - rates.stock_date <= 182
),

by_category as (
    select
        category,
        round(sum(units) / sum(expected_units), 6) as uplift
    from expected
    group by category
    having sum(expected_units) >= 50
),

by_sku as (
    select
        product_id,
        category,
        sum(units) as units,
        sum(expected_units) as expected_units
    from expected
    group by product_id, category
),

shrunk as (
    select
        by_sku.product_id,
        (by_sku.units + 20 * by_category.uplift) / (by_sku.expected_units + 20) as uplift,
        1.2816 * sqrt(by_sku.units + 20 * by_category.uplift) / (by_sku.expected_units + 20) as margin
    from by_sku
    inner join by_category on by_sku.category = by_category.category
),

effects as (
    select
        product_id,
        round(uplift, 6) as uplift,
        round(greatest(1 - 1 / greatest(uplift, 1e-6), 0), 6) as promotion_share,
        round(greatest(1 - 1 / greatest(uplift - margin, 1e-6), 0), 6) as promotion_share_low,
        round(greatest(1 - 1 / greatest(uplift + margin, 1e-6), 0), 6) as promotion_share_high
    from shrunk
)

select * from effects
