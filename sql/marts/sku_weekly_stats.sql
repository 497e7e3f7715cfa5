with days as (
    select * from sku_daily_stats
),

weeks as (
    select
        product_id,
        cast(date_trunc('week', stat_date) as date) as week_start,
        cast(sum(ordered_units) as integer) as ordered_units,
        cast(sum(sold_units) as integer) as sold_units,
        cast(sum(returned_units) as integer) as returned_units,
        cast(sum(net_revenue) as decimal(14, 2)) as net_revenue,
        cast(sum(cast(demand_units as decimal(14, 3))) as double) as demand_units,
        cast(count(*) filter (where is_stockout) as integer) as stockout_days,
        cast(sum(ad_spend) as decimal(14, 2)) as ad_spend
    from days
    group by product_id, date_trunc('week', stat_date)
)

select * from weeks
