with demand as (
    select * from demand_daily
),

calendar as (
    select * from calendar_days
),

totals as (
    select ds, cast(sum(cast(y as decimal(14, 3))) as double) as total
    from demand
    group by ds
),

days as (
    select
        calendar.ds,
        coalesce(totals.total, 0) as total,
        calendar.is_holiday
    from calendar
    left join totals on calendar.ds = totals.ds
    where calendar.ds >= (select min(ds) from demand)
)

select * from days
