with stats as (
    select
        sku_daily_stats.*,
        feed_window.data_until - sku_daily_stats.stat_date as days_back
    from sku_daily_stats
    cross join feed_window
),

discounts as (
    select
        sku_sales.product_id,
        sum(sku_sales.discount_amount) / nullif(sum(sku_sales.gross_revenue), 0) as discount_rate_28
    from sku_sales
    cross join feed_window
    where feed_window.data_until - sku_sales.sale_date < 28
    group by sku_sales.product_id
),

products as (
    select product_id from stg_products
),

stock as (
    select
        stock_days.product_id,
        avg(greatest(stock_days.on_hand, 0)) as mean_on_hand
    from stock_days
    cross join feed_window
    where feed_window.data_until - stock_days.stock_date < 28
    group by stock_days.product_id
),

sums as (
    select
        products.product_id,
        cast(coalesce(sum(stats.sold_units) filter (where stats.days_back < 28), 0) as integer) as units_28,
        coalesce(sum(stats.net_revenue) filter (where stats.days_back < 28), 0) as revenue_28,
        coalesce(sum(stats.net_revenue) filter (where stats.days_back < 365), 0) as revenue_365,
        arg_max(stats.paid_price, stats.stat_date) as paid_price,
        median(stats.paid_price) filter (where stats.days_back < 28) as median_price_28,
        coalesce(sum(stats.ad_spend) filter (where stats.days_back < 7), 0) as ad_spend_7,
        coalesce(sum(stats.ad_spend) filter (where stats.days_back < 28), 0) as ad_spend_28
    from products
    left join stats on products.product_id = stats.product_id
    group by products.product_id
),

money as (
    select
        sums.product_id,
        sums.units_28,
        cast(sums.revenue_28 as decimal(14, 2)) as revenue_28,
        cast(sums.revenue_365 as decimal(14, 2)) as revenue_365,
        sums.paid_price,
        round(sums.paid_price / nullif(sums.median_price_28, 0) - 1, 6) as price_change,
        round(discounts.discount_rate_28, 6) as discount_rate_28,
        cast(sums.ad_spend_7 as decimal(14, 2)) as ad_spend_7,
        cast(sums.ad_spend_28 as decimal(14, 2)) as ad_spend_28,
        round(sums.units_28 / nullif(stock.mean_on_hand, 0) * 365 / 28, 6) as inventory_turnover
    from sums
    left join discounts on sums.product_id = discounts.product_id
    left join stock on sums.product_id = stock.product_id
)

select * from money
