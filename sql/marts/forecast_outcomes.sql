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
        cast(end_sum.units - origin_sum.units as double) as actual,
        cast(
            (origin_sum.units - coalesce(week_sum.units, 0)) * (due.horizon_days // 7)
            + coalesce(rest_sum.units, 0) - coalesce(week_sum.units, 0) as double
        ) as naive,
        cast(end_sum.stockout_days - origin_sum.stockout_days as integer) as stockout_days
    from due
    inner join running as end_sum on due.product_id = end_sum.product_id and due.last_day = end_sum.ds
    inner join running as origin_sum on due.product_id = origin_sum.product_id and due.origin_date = origin_sum.ds
    left join running as week_sum on due.product_id = week_sum.product_id and due.week_before = week_sum.ds
    left join running as rest_sum on due.product_id = rest_sum.product_id and due.rest_until = rest_sum.ds
)

select * from outcomes
