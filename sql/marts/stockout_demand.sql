with days as (
    select * from selling_days
    where is_stockout
),

effects as (
    select * from promotion_effects
),

rates as (
    select * from comparable_days
),

expected as (
    select
        days.product_id,
        days.stock_date,
        days.category,
        days.units,
        cast(
            days.factor * rates.daily_rate * if(days.is_promotion, coalesce(effects.uplift, 1), 1) as decimal(14, 3)
        ) as expected_units,
        coalesce(rates.dispersion, 1) as dispersion
    from days
    asof join rates on days.product_id = rates.product_id and days.stock_date > rates.stock_date
    left join effects on days.product_id = effects.product_id
    where rates.recent_days >= 14 and days.stock_date - rates.stock_date <= 182
),

shaped as (
    select
        *,
        cast(expected_units as double) as mean,
        least(cast(expected_units as double) / greatest(cast(dispersion as double) - 1, 1e-4), 1e4) as size
    from expected
    where units between 1 and 500 and expected_units > 0
),

chances as (
    select
        shaped.product_id,
        shaped.stock_date,
        shaped.units - steps.step as missing,
        exp(
            lgamma(steps.step + shaped.size) - lgamma(shaped.size) - lgamma(steps.step + 1)
            + shaped.size * ln(shaped.size / (shaped.size + shaped.mean))
            + steps.step * ln(shaped.mean / (shaped.size + shaped.mean))
        ) as chance
    from shaped
    cross join lateral (select unnest(range(shaped.units)) as step) as steps
),

tails as (
    select
        product_id,
        stock_date,
        sum(missing * chance) as shortfall,
        1 - sum(chance) as at_least_sold
    from chances
    group by product_id, stock_date
),

unmet as (
    select
        expected.product_id,
        expected.stock_date,
        expected.category,
        expected.expected_units,
        cast(
            case
                when expected.units = 0 then expected.expected_units
                when tails.at_least_sold > 1e-6
                    then greatest(expected.expected_units - expected.units + tails.shortfall, 0) / tails.at_least_sold
                else greatest(expected.expected_units - expected.units, 0)
            end as decimal(14, 3)
        ) as unmet_units
    from expected
    left join tails on expected.product_id = tails.product_id and expected.stock_date = tails.stock_date
)

select * from unmet
