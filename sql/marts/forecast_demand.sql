with demand as (
    select * from demand_daily
),

promotions as (
    select * from stg_promotions
),

stats as (
    select * from sku_daily_stats
),

joined as (
    select
        demand.unique_id,
        demand.ds,
        demand.y,
        demand.paid_price,
        demand.ad_spend,
        coalesce(demand.is_stockout, false) as is_stockout,
        cast(coalesce(promotions.discount_rate, 0) as double) as discount_rate,
        coalesce(stats.returned_units, 0) as returned_units,
        coalesce(stats.order_count, 0) as order_count
    from demand
    left join promotions on demand.unique_id = promotions.product_id and demand.ds = promotions.promotion_date
    left join stats on demand.unique_id = stats.product_id and demand.ds = stats.stat_date
)

select * from joined
