with ledger as (
    select * from raw_forecast_ledger
),

feed as (
    select * from feed_window
),

demand as (
    select * from demand_daily
),

due as (
    select
        ledger.*,
        cast(ledger.origin_date + ledger.horizon_days as date) as last_day,
        cast(ledger.origin_date - 7 as date) as week_before,
        cast(ledger.origin_date - 7 + ledger.horizon_days % 7 as date) as rest_until
    from ledger
    cross join feed
    where ledger.origin_date + ledger.horizon_days <= feed.data_until
),

running as (
    select
        unique_id as product_id,
        ds,
        sum(cast(y as decimal(14, 3))) over days as units,
        count(*) filter (where is_stockout) over days as stockout_days
    from demand
    where unique_id in (select product_id from due)
    window days as (partition by unique_id order by ds)
),

-- The days that a total needs, one row each: a single join on product and day, which can't meet on the product alone.
needed as (
    select
        product_id,
        horizon_days,
        origin_date,
        unnest(['LAST', 'ORIGIN', 'WEEK', 'REST']) as day_role,
        unnest([last_day, origin_date, week_before, rest_until]) as ds
    from due
),

sums as (
    select
        needed.product_id,
        needed.horizon_days,
        needed.origin_date,
        max(running.units) filter (where needed.day_role = 'LAST') as last_units,
        max(running.units) filter (where needed.day_role = 'ORIGIN') as origin_units,
        coalesce(max(running.units) filter (where needed.day_role = 'WEEK'), 0) as week_units,
        coalesce(max(running.units) filter (where needed.day_role = 'REST'), 0) as rest_units,
        max(running.stockout_days) filter (where needed.day_role = 'LAST') as last_stockout_days,
        max(running.stockout_days) filter (where needed.day_role = 'ORIGIN') as origin_stockout_days
    from needed
    inner join running on needed.product_id = running.product_id and needed.ds = running.ds
    group by needed.product_id, needed.horizon_days, needed.origin_date
),

outcomes as (
    select
        due.product_id as unique_id,
        due.horizon_days,
        due.origin_date,
        due.model,
        due.demand_class,
        due.mean,
        due.p10,
        due.p50,
        due.p90,
        due.model_p50,
        cast(sums.last_units - sums.origin_units as double) as actual,
        cast(
            (sums.origin_units - sums.week_units) * (due.horizon_days // 7) + sums.rest_units - sums.week_units
            as double
        ) as naive,
        cast(sums.last_stockout_days - sums.origin_stockout_days as integer) as stockout_days
    from due
    inner join sums
        on
            due.product_id = sums.product_id
            and due.horizon_days = sums.horizon_days
            and due.origin_date = sums.origin_date
    where sums.last_units is not null and sums.origin_units is not null
)

select * from outcomes
