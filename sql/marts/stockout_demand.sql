with days as (
    select
        stock_days.*,
        factors.factor
    from stock_days
    inner join weekday_factors as factors
        on stock_days.category = factors.category and isodow(stock_days.stock_date) = factors.weekday
),

promotions as (
    select * from stg_promotions
),

sales as (
    select * from sku_sales
),

comparable as (
    select
        days.product_id,
        days.stock_date,
        days.factor,
        coalesce(sales.sold_units, 0) as sold_units
    from days
    left join sales on days.product_id = sales.product_id and days.stock_date = sales.sale_date
    anti join promotions on days.product_id = promotions.product_id and days.stock_date = promotions.promotion_date
    where days.is_in_stock
),

running as (
    select
        product_id,
        stock_date,
        count(*) over recent as recent_days,
        sum(sold_units) over recent as recent_units,
        sum(factor) over recent as recent_factors,
        sum(sold_units) over past as past_units,
        sum(factor) over past as past_factors
    from comparable
    window
        recent as (partition by product_id order by stock_date rows between 55 preceding and current row),
        past as (partition by product_id order by stock_date rows between unbounded preceding and current row)
),

expected as (
    select
        days.product_id,
        days.stock_date,
        cast(
            days.factor * (running.recent_units + 7 * running.past_units / running.past_factors)
            / (running.recent_factors + 7) as decimal(14, 3)
        ) as expected_units
    from days
    asof join running on days.product_id = running.product_id and days.stock_date > running.stock_date
    where
        days.is_stockout
        and running.recent_days >= 14
        and running.past_factors > 0
        and days.stock_date - running.stock_date <= 182
)

select * from expected
