with sales as (
    select * from sku_sales
),

returns as (
    select
        product_id,
        return_date,
        cast(sum(returned_units) as integer) as returned_units,
        cast(sum(refund_amount) as decimal(14, 2)) as refund_amount
    from stg_returns
    group by product_id, return_date
),

ads as (
    select * from stg_ad_spend
    where ad_spend > 0
),

stock as (
    select * from stock_days
),

promotions as (
    select * from stg_promotions
),

layers as (
    select * from demand_layers
),

feed as (
    select * from feed_window
),

days as (
    select product_id, sale_date as stat_date from sales
    union
    select product_id, return_date as stat_date from returns
    union
    select product_id, spend_date as stat_date from ads
    union
    select product_id, stock_date as stat_date from stock
    where is_changed or is_stockout
),

joined as (
    select
        days.product_id,
        days.stat_date,
        coalesce(sales.ordered_units, 0) as ordered_units,
        coalesce(sales.cancelled_units, 0) as cancelled_units,
        coalesce(sales.sold_units, 0) as sold_units,
        coalesce(returns.returned_units, 0) as returned_units,
        coalesce(sales.order_count, 0) as order_count,
        coalesce(sales.gross_revenue, 0) as gross_revenue,
        coalesce(sales.discount_amount, 0) as discount_amount,
        coalesce(returns.refund_amount, 0) as refund_amount,
        stock.on_hand,
        stock.is_stockout,
        promotions.product_id is not null as is_promotion,
        cast(coalesce(ads.ad_spend, 0) as decimal(14, 2)) as ad_spend,
        cast(coalesce(layers.outlier_units, 0) as double) as outlier_units,
        cast(coalesce(layers.stockout_units, 0) as double) as stockout_units,
        cast(coalesce(layers.promotion_units, 0) as double) as promotion_units,
        cast(coalesce(layers.planner_units, 0) as double) as planner_units,
        cast(
            greatest(
                coalesce(sales.sold_units, 0) - coalesce(layers.outlier_units, 0) + coalesce(layers.stockout_units, 0)
                + coalesce(layers.planner_units, 0), 0
            ) as double
        ) as demand_units
    from days
    cross join feed
    left join sales on days.product_id = sales.product_id and days.stat_date = sales.sale_date
    left join returns on days.product_id = returns.product_id and days.stat_date = returns.return_date
    left join ads on days.product_id = ads.product_id and days.stat_date = ads.spend_date
    left join stock on days.product_id = stock.product_id and days.stat_date = stock.stock_date
    left join promotions on days.product_id = promotions.product_id and days.stat_date = promotions.promotion_date
    left join layers on days.product_id = layers.product_id and days.stat_date = layers.stat_date
    where days.stat_date between feed.as_of_date - $history_days + 1 and feed.data_until
),

priced as (
    select
        product_id,
        stat_date,
        ordered_units,
        cancelled_units,
        sold_units,
        returned_units,
        order_count,
        cast(gross_revenue as decimal(14, 2)) as gross_revenue,
        cast(gross_revenue - discount_amount - refund_amount as decimal(14, 2)) as net_revenue,
        round((gross_revenue - discount_amount) / nullif(sold_units, 0), 6) as paid_price,
        round(discount_amount / nullif(gross_revenue, 0), 6) as discount_rate,
        on_hand,
        is_stockout,
        is_promotion,
        ad_spend,
        outlier_units,
        stockout_units,
        promotion_units,
        planner_units,
        demand_units,
        case
            when demand_units > sold_units then 'STOCKOUT_CORRECTED'
            when demand_units = sold_units then 'OBSERVED'
            when outlier_units > 0 and planner_units >= 0 then 'OUTLIER_CAPPED'
            else 'PROMOTION_REMOVED'
        end as demand_reason
    from joined
)

select * from priced
