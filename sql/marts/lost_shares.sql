with spells as (
    select
        *,
        unmet_units / sqrt(greatest(daily_rate, 0.05)) as unmet,
        regained_units / sqrt(greatest(daily_rate, 0.05)) as regained
    from stockout_spells
),

categories as (
    select distinct category from stock_days
),

by_sku as (
    select
        category,
        product_id,
        count(*) as spells,
        sum(unmet_units) as unmet_units,
        sum(unmet) as unmet,
        sum(regained) as regained
    from spells
    group by category, product_id
),

sums as (
    select
        category,
        cast(sum(spells) as integer) as spells,
        sum(unmet_units) as unmet_units,
        sum(regained) / sum(unmet) as share,
        sum(unmet) as unmet,
        pow(sum(unmet), 2) / sum(unmet * unmet) - 1 as freedom
    from by_sku
    where unmet > 0
    group by category
),

ratios as (
    select
        sums.category,
        any_value(sums.share) as share,
        any_value(sums.freedom) as freedom,
        (any_value(sums.freedom) + 1) / any_value(sums.freedom)
        * sum(pow(by_sku.regained - sums.share * by_sku.unmet, 2)) / pow(any_value(sums.unmet), 2) as variance
    from sums
    inner join by_sku on sums.category = by_sku.category
    where sums.spells >= 5 and sums.freedom >= 1 and by_sku.unmet > 0
    group by sums.category
    having sum(pow(by_sku.regained - sums.share * by_sku.unmet, 2)) > 0
),

fixed as (
    select
        sum(share / variance) / sum(1 / variance) as mean,
        sum(1 / variance) - sum(1 / (variance * variance)) / sum(1 / variance) as weight,
        count(*) as categories
    from ratios
),

between_categories as (
    select
        greatest(
            (sum(pow(ratios.share - fixed.mean, 2) / ratios.variance) - (any_value(fixed.categories) - 1))
            / nullif(any_value(fixed.weight), 0), 0
        ) as tau2
    from ratios
    cross join fixed
),

shop as (
    select
        coalesce(any_value(tau2), 0) as tau2,
        sum(share / (variance + coalesce(tau2, 0))) / sum(1 / (variance + coalesce(tau2, 0))) as mean,
        1 / sum(1 / (variance + coalesce(tau2, 0))) as mean_variance
    from ratios
    cross join between_categories
    having count(*) > 0
),

shrunk as (
    select
        categories.category,
        coalesce(sums.spells, 0) as spells,
        coalesce(sums.unmet_units, 0) as unmet_units,
        coalesce(ratios.share, shop.mean) as own_share,
        coalesce(ratios.freedom, 1) as freedom,
        shop.*,
        coalesce(shop.tau2 / (shop.tau2 + ratios.variance), 0) as weight
    from categories
    cross join shop
    left join sums on categories.category = sums.category
    left join ratios on categories.category = ratios.category
),

estimates as (
    select
        category,
        spells,
        round(unmet_units, 6) as unmet_units,
        1 - (weight * own_share + (1 - weight) * mean) as lost,
        (1.2816 + 0.8466 / freedom + 0.5709 / pow(freedom, 2))
        * sqrt((1 - weight) * tau2 + pow(1 - weight, 2) * mean_variance + 0.0025) as margin
    from shrunk
),

bounded as (
    select
        category,
        spells,
        unmet_units,
        round(least(greatest(lost, 0), 1), 6) as lost_share,
        round(least(greatest(lost - margin, 0), 1), 6) as lost_share_low,
        round(least(greatest(lost + margin, 0), 1), 6) as lost_share_high,
        margin <= 0.4 as is_identified
    from estimates
)

select * from bounded
