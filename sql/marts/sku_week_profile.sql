with demand as (
    select
        demand_daily.unique_id as product_id,
        isodow(demand_daily.ds) as weekday,
        (feed_window.data_until - demand_daily.ds) // 7 as weeks_back,
        cast(demand_daily.y as decimal(12, 3)) as units
    from demand_daily
    cross join feed_window
    where feed_window.data_until - demand_daily.ds < 182
),

weekdays as (
    select
        product_id,
        weekday,
        sum(units) / count(*) as daily_units,
        count(*) as days
    from demand
    group by product_id, weekday
),

weekday_spread as (
    select
        product_id,
        if(
            count(*) = 7 and sum(days) >= 28 and sum(daily_units) > 0,
            stddev_pop(daily_units) / avg(daily_units),
            null
        ) as weekday_strength
    from weekdays
    group by product_id
),

weeks as (
    select
        product_id,
        weeks_back,
        sum(units) as units
    from demand
    group by product_id, weeks_back
    having count(*) = 7
),

week_spread as (
    select
        product_id,
        if(
            count(*) >= 4 and sum(units) > 0,
            sqrt(greatest((sum(units * units) - sum(units) * (sum(units) / count(*))) / (count(*) - 1), 0))
            / (sum(units) / count(*)),
            null
        ) as weekly_cv
    from weeks
    group by product_id
),

profile as (
    select
        weekday_spread.product_id,
        round(weekday_spread.weekday_strength, 6) as weekday_strength,
        round(week_spread.weekly_cv, 6) as weekly_cv
    from weekday_spread
    left join week_spread on weekday_spread.product_id = week_spread.product_id
)

select * from profile
