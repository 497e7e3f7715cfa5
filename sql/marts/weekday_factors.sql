with stock_days as (
    select * from stock_days
    where is_in_stock
),

sales as (
    select
        sku_sales.product_id,
        sku_sales.sale_date,
        sku_sales.sold_units - coalesce(order_outliers.outlier_units, 0) as sold_units
    from sku_sales
    left join order_outliers
        on sku_sales.product_id = order_outliers.product_id and sku_sales.sale_date = order_outliers.sale_date
),

by_weekday as (
    select
        stock_days.category,
        isodow(stock_days.stock_date) as weekday,
        count(*) as in_stock_days,
        sum(coalesce(sales.sold_units, 0)) as sold_units
    from stock_days
    left join sales on stock_days.product_id = sales.product_id and stock_days.stock_date = sales.sale_date
    group by stock_days.category, isodow(stock_days.stock_date)
),

overall as (
    select
        category,
        sum(sold_units) / sum(in_stock_days) as daily_units
    from by_weekday
    group by category
    having sum(sold_units) > 0
),

shrunk as (
    select
        by_weekday.category,
        by_weekday.weekday,
        cast(
            (by_weekday.sold_units + 100 * overall.daily_units)
            / ((by_weekday.in_stock_days + 100) * overall.daily_units) as decimal(9, 4)
        ) as factor
    from by_weekday
    inner join overall on by_weekday.category = overall.category
)

select * from shrunk
