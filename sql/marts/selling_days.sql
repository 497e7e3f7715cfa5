with days as (
    select * from stock_days
),

factors as (
    select * from weekday_factors
),

sales as (
    select * from sku_sales
),

outliers as (
    select * from order_outliers
),

promotions as (
    select * from stg_promotions
),

concerned as (
    select product_id from days
    where is_stockout
    union
    select product_id from promotions
),

joined as (
    select
        days.product_id,
        days.stock_date,
        days.category,
        days.on_hand,
        days.is_stockout,
        days.is_in_stock,
        promotions.product_id is not null as is_promotion,
        factors.factor,
        coalesce(sales.sold_units, 0) - coalesce(outliers.outlier_units, 0) as units
    from days
    semi join concerned on days.product_id = concerned.product_id
    inner join factors on days.category = factors.category and isodow(days.stock_date) = factors.weekday
    left join sales on days.product_id = sales.product_id and days.stock_date = sales.sale_date
    left join outliers on days.product_id = outliers.product_id and days.stock_date = outliers.sale_date
    left join promotions on days.product_id = promotions.product_id and days.stock_date = promotions.promotion_date
)

select * from joined
