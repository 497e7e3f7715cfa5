with stats as (
    select
        sku_daily_stats.*,
        feed_window.data_until - sku_daily_stats.stat_date as days_back
    from sku_daily_stats
    cross join feed_window
    where feed_window.data_until - sku_daily_stats.stat_date < 91
),

products as (
    select * from stg_products
),

sums as (
    select
        products.product_id,
        coalesce(products.category, '') as category,
        coalesce(sum(stats.sold_units) filter (where stats.days_back < 28), 0) as sold_28,
        coalesce(sum(stats.returned_units) filter (where stats.days_back < 28), 0) as returned_28,
        coalesce(sum(stats.sold_units), 0) as sold_91,
        coalesce(sum(stats.returned_units), 0) as returned_91
    from products
    left join stats on products.product_id = stats.product_id
    group by products.product_id, products.category
),

categories as (
    select
        category,
        sum(returned_91) / sum(sold_91) as rate
    from sums
    group by category
    having sum(sold_91) > 0
),

rates as (
    select
        sums.product_id,
        round(least((sums.returned_28 + 20 * categories.rate) / (sums.sold_28 + 20), 1), 6) as return_rate_28,
        round(least((sums.returned_91 + 20 * categories.rate) / (sums.sold_91 + 20), 1), 6) as return_rate_91
    from sums
    inner join categories on sums.category = categories.category
)

select * from rates
