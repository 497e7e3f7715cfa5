with demand as (
    select
        demand_daily.*,
        cast(demand_daily.y as decimal(12, 3)) as units,
        feed_window.data_until - demand_daily.ds as days_back
    from demand_daily
    cross join feed_window
),

sums as (
    select
        unique_id as product_id,
        count(*) filter (where sold_units > 0) as sales_days,
        max(ds) filter (where sold_units > 0) as last_sale_date,
        count(*) filter (where days_back < 28) as days_28,
        count(*) filter (where days_back < 91) as days_91,
        count(*) filter (where days_back < 364) as days_364,
        coalesce(sum(units) filter (where days_back < 28), 0) as units_28,
        coalesce(sum(units) filter (where days_back < 91), 0) as units_91,
        sum(units * units) filter (where days_back < 91) as squares_91,
        count(*) filter (where days_back < 91 and units = 0) as zero_days_91,
        count(*) filter (where days_back < 91 and is_stockout) as stockout_days_91,
        count(*) filter (where days_back < 364 and units > 0) as demand_days_364,
        sum(units) filter (where days_back < 364) as units_364,
        sum(units * units) filter (where days_back < 364) as squares_364,
        count(*) filter (where days_back between 336 and 363) as days_year_ago,
        sum(units) filter (where days_back between 336 and 363) as units_year_ago
    from demand
    group by unique_id
),

profile as (
    select
        product_id,
        cast(sales_days as integer) as sales_days,
        last_sale_date,
        units_28 / greatest(days_28, 1) as level_28,
        units_91 / greatest(days_91, 1) as level_91,
        if(
            days_91 > 1 and units_91 > 0,
            sqrt(greatest((squares_91 - units_91 * (units_91 / days_91)) / (days_91 - 1), 0)) / (units_91 / days_91),
            null
        ) as volatility_91,
        if(days_91 = 0, 1, zero_days_91 / days_91) as zero_share_91,
        if(days_year_ago = 28, units_year_ago / 28, null) as same_window_last_year,
        cast(stockout_days_91 as integer) as stockout_days_91,
        days_364 / nullif(demand_days_364, 0) as adi,
        if(
            demand_days_364 > 1,
            greatest((squares_364 - units_364 * (units_364 / demand_days_364)) / (demand_days_364 - 1), 0)
            / pow(units_364 / demand_days_364, 2),
            null
        ) as cv2
    from sums
)

select * from profile
