with applied as (
    select * from raw_override_forecasts
),

feed as (
    select * from feed_window
),

demand as (
    select * from demand_daily
),

chosen as (
    select applied.*
    from applied
    cross join feed
    where applied.ends_on <= feed.data_until
    qualify
        row_number() over (
            partition by applied.override_id
            order by applied.ends_on - applied.starts_on desc, applied.origin_date asc, applied.units_with asc
        ) = 1
),

outcomes as (
    select
        chosen.override_id,
        chosen.product_id as unique_id,
        chosen.reason,
        chosen.origin_date,
        chosen.starts_on,
        chosen.ends_on,
        chosen.units_with,
        chosen.units_without,
        cast(coalesce(sum(cast(demand.y as decimal(14, 3))), 0) as double) as actual
    from chosen
    left join demand
        on chosen.product_id = demand.unique_id and demand.ds between chosen.starts_on and chosen.ends_on
    group by all
)

select * from outcomes
