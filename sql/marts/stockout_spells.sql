with days as (
    select * from selling_days
),

unmet as (
    select * from stockout_demand
),

feed as (
    select * from feed_window
),

starts as (
    select
        product_id,
        stock_date,
        coalesce(stock_date - lag(stock_date) over product > 14, true) as is_start
    from days
    where is_stockout
    window product as (partition by product_id order by stock_date)
),

numbered as (
    select
        product_id,
        stock_date,
        sum(cast(is_start as integer)) over (partition by product_id order by stock_date) as spell
    from starts
),

bounds as (
    select
        product_id,
        spell,
        min(stock_date) as first_day,
        max(stock_date) as last_day,
        count(*) as stockout_days
    from numbered
    group by product_id, spell
),

windows as (
    select
        bounds.*,
        greatest(first_day - 22, coalesce(lag(last_day) over product + 7, first_day - 22)) as before_from,
        last_day + 7 as surge_until,
        least(last_day + 28, coalesce(lead(first_day) over product - 1, last_day + 28)) as after_until
    from bounds
    cross join feed
    where last_day + 28 <= feed.data_until
    window product as (partition by product_id order by first_day)
),

sums as (
    select
        windows.product_id,
        windows.first_day,
        windows.last_day,
        any_value(days.category) as category,
        bool_or(days.is_promotion) filter (where days.stock_date between first_day and surge_until) as has_promotion,
        sum(days.units) filter (where days.is_in_stock and days.stock_date not between first_day and surge_until)
            as quiet_units,
        sum(days.factor) filter (where days.is_in_stock and days.stock_date < first_day) as factors_before,
        sum(days.factor) filter (where days.is_in_stock and days.stock_date > surge_until) as factors_after,
        sum(days.units) filter (where days.on_hand > 0 and days.stock_date between first_day and surge_until)
            as surge_units,
        sum(days.factor) filter (where days.on_hand > 0 and days.stock_date between first_day and surge_until)
            as surge_factors,
        sum(days.factor) filter (where days.is_stockout and days.units = 0) as empty_factors,
        sum(unmet.unmet_units) filter (where days.units > 0) as unmet_beside_sales,
        count(unmet.unmet_units) as estimated_days,
        any_value(windows.stockout_days) as stockout_days
    from windows
    inner join days
        on
            windows.product_id = days.product_id
            and windows.before_from < days.stock_date
            and windows.after_until >= days.stock_date
    left join unmet on days.product_id = unmet.product_id and days.stock_date = unmet.stock_date
    group by windows.product_id, windows.first_day, windows.last_day
),

rated as (
    select
        *,
        cast(quiet_units as double) / (factors_before + factors_after) as daily_rate
    from sums
    where
        not has_promotion
        and factors_before >= 7
        and factors_after >= 7
        and quiet_units > 0
        and estimated_days = stockout_days
),

spells as (
    select
        product_id,
        first_day,
        last_day,
        category,
        round(daily_rate, 6) as daily_rate,
        round(coalesce(empty_factors, 0) * daily_rate + coalesce(unmet_beside_sales, 0), 6) as unmet_units,
        round(coalesce(surge_units, 0) - coalesce(surge_factors, 0) * daily_rate, 6) as regained_units
    from rated
)

select * from spells
