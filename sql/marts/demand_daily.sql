with products as (
    select * from stg_products
    where is_stocked
),

feed as (
    select * from feed_window
),

stats as (
    select * from sku_daily_stats
),

stock as (
    select * from stock_days
),

promotions as (
    select * from stg_promotions
),

days as (
    select
        products.product_id,
        cast(
            unnest(
                generate_series(
                    greatest(products.first_active_date, feed.data_from, feed.as_of_date - $history_days + 1),
                    feed.data_until,
                    interval 1 day
                )
            ) as date
        ) as ds
    from products
    cross join feed
),

dense as (
    select
        days.product_id as unique_id,
        days.ds,
        coalesce(stats.demand_units, 0) as y,
        coalesce(stats.sold_units, 0) as sold_units,
        stock.is_stockout,
        promotions.product_id is not null as is_promotion,
        coalesce(stats.discount_rate, promotions.discount_rate, 0) as discount_rate,
        last_value(stats.paid_price ignore nulls) over (partition by days.product_id order by days.ds) as paid_price,
        cast(coalesce(stats.ad_spend, 0) as double) as ad_spend
    from days
    left join stats on days.product_id = stats.product_id and days.ds = stats.stat_date
    left join stock on days.product_id = stock.product_id and days.ds = stock.stock_date
    left join promotions on days.product_id = promotions.product_id and days.ds = promotions.promotion_date
)

select * from dense
