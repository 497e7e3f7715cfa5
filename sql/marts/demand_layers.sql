with outliers as (
    select * from order_outliers
),

unmet as (
    select * from stockout_demand
),

shares as (
    select * from lost_shares
    where is_identified
),

effects as (
    select * from promotion_effects
    where promotion_share > 0
),

promotions as (
    select * from stg_promotions
),

sales as (
    select * from sku_sales
),

decisions as (
    select
        product_id,
        bool_or(layer = 'OUTLIER' and decision = 'REFUSED') as refuses_outlier,
        bool_or(layer = 'STOCKOUT' and decision = 'REFUSED') as refuses_stockout,
        bool_or(layer = 'PROMOTION' and decision = 'ACCEPTED') as accepts_promotion
    from raw_demand_decisions
    group by product_id
),

days as (
    select product_id, sale_date as stat_date from outliers
    union
    select product_id, stock_date as stat_date from unmet
    union
    select sales.product_id, sales.sale_date as stat_date from sales
    inner join promotions
        on sales.product_id = promotions.product_id and sales.sale_date = promotions.promotion_date
    semi join effects on sales.product_id = effects.product_id
),

measured as (
    select
        days.product_id,
        days.stat_date,
        cast(coalesce(sales.sold_units, 0) as decimal(14, 3)) as sold_units,
        cast(coalesce(outliers.outlier_units, 0) as decimal(14, 3)) as outlier_units,
        cast(coalesce(unmet.unmet_units * shares.lost_share, 0) as decimal(14, 3)) as stockout_units,
        case when promotions.product_id is null then 0 else coalesce(effects.promotion_share, 0) end as promotion_share
    from days
    left join sales on days.product_id = sales.product_id and days.stat_date = sales.sale_date
    left join outliers on days.product_id = outliers.product_id and days.stat_date = outliers.sale_date
    left join unmet on days.product_id = unmet.product_id and days.stat_date = unmet.stock_date
    left join shares on unmet.category = shares.category
    left join promotions
        on days.product_id = promotions.product_id and days.stat_date = promotions.promotion_date
    left join effects on days.product_id = effects.product_id
),

decided as (
    select
        measured.*,
        sold_units - outlier_units + stockout_units as automatic_units,
        sold_units
        - if(coalesce(decisions.refuses_outlier, false), 0, outlier_units)
        + if(coalesce(decisions.refuses_stockout, false), 0, stockout_units) as kept_units,
        coalesce(decisions.accepts_promotion, false) as accepts_promotion
    from measured
    left join decisions on measured.product_id = decisions.product_id
),

layers as (
    select
        product_id,
        stat_date,
        outlier_units,
        stockout_units,
        cast(kept_units * promotion_share as decimal(14, 3)) as promotion_units,
        cast(
            kept_units - automatic_units - if(accepts_promotion, kept_units * promotion_share, 0) as decimal(14, 3)
        ) as planner_units
    from decided
)

select * from layers
where outlier_units <> 0 or stockout_units <> 0 or promotion_units <> 0
