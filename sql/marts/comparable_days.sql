with days as (
    select * from selling_days
    where is_in_stock and not is_promotion
),

running as (
    select
        product_id,
        stock_date,
        count(*) over recent as recent_days,
        sum(units) over recent as recent_units,
        sum(units * units) over recent as recent_squares,
        sum(factor) over recent as recent_factors,
        sum(units) over past as past_units,
        sum(factor) over past as past_factors
    from days
    window
        recent as (partition by product_id order by stock_date rows between 27 preceding and current row),
        past as (partition by product_id order by stock_date rows between unbounded preceding and current row)
),

rated as (
    select
        product_id,
        stock_date,
        cast(recent_days as integer) as recent_days,
        cast((recent_units + 7 * past_units / past_factors) / (recent_factors + 7) as decimal(14, 6)) as daily_rate,
        cast(
            greatest(
                (recent_squares - recent_units * recent_units / recent_days)
                / nullif(recent_units, 0),
                1
            ) as decimal(14, 6)
        ) as dispersion
    from running
    where past_factors > 0
)

select * from rated
