with demand as (
    select
        coalesce(products.category, '') as category,
        feed_window.data_until - demand_daily.ds as days_back,
        cast(demand_daily.y as decimal(12, 3)) as units
    from demand_daily
    inner join stg_products as products on demand_daily.unique_id = products.product_id
    cross join feed_window
    where feed_window.data_until - demand_daily.ds < 364
),

feed as (
    select * from feed_window
),

sums as (
    select
        category,
        sum(units) filter (where days_back >= 336) as units_ahead_last_year,
        sum(units) as units_364
    from demand
    group by category
),

seasons as (
    select
        sums.category,
        round((sums.units_ahead_last_year / 28) / (nullif(sums.units_364, 0) / 364), 6) as season_index
    from sums
    cross join feed
    where feed.data_from <= feed.data_until - 363
)

select * from seasons
