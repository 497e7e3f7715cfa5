with demand as (
    select * from demand_daily
),

feed as (
    select * from feed_window
),

spans as (
    select
        demand.unique_id,
        count(*) as known_days,
        any_value(feed.data_until) - min(demand.ds) + 1 as span_days
    from demand
    cross join feed
    group by demand.unique_id
),

broken as (
    select * from spans
    where known_days <> span_days
)

select * from broken
