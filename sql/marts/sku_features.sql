with products as (
    select * from stg_products
),

calendar as (
    select * from calendar_days
    where ds = $as_of
),

joined as (
    select
        products.product_id,
        calendar.ds as as_of_date,
        segments.age_days,
        segments.days_since_last_sale,
        segments.sales_days,
        round(coalesce(demand.level_28, 0), 6) as level_28,
        round(coalesce(demand.level_91, 0), 6) as level_91,
        round(demand.level_28 / nullif(demand.level_91, 0), 6) as trend_ratio,
        round(demand.volatility_91, 6) as volatility_91,
        round(coalesce(demand.zero_share_91, 1), 6) as zero_share_91,
        round(demand.same_window_last_year, 6) as same_window_last_year,
        weeks.weekday_strength,
        seasons.season_index,
        calendar.days_to_next_holiday as next_holiday_days,
        calendar.days_to_next_payday as next_payday_days,
        money.paid_price,
        money.price_change,
        money.discount_rate_28,
        coalesce(promotions.is_promotion, false) as is_promotion,
        coalesce(promotions.promotion_days_ahead_30, 0) as promotion_days_ahead_30,
        promotions.planned_discount_rate,
        money.ad_spend_7,
        money.ad_spend_28,
        lead_times.stated_days as lead_time_stated_days,
        lead_times.mean_days as lead_time_mean_days,
        lead_times.sd_days as lead_time_sd_days,
        money.inventory_turnover,
        returns.return_rate_28,
        returns.return_rate_91,
        coalesce(demand.stockout_days_91, 0) as stockout_days_91,
        round(demand.adi, 6) as adi,
        round(demand.cv2, 6) as cv2,
        segments.demand_class,
        segments.abc,
        segments.xyz
    from products
    cross join calendar
    inner join sku_segments as segments on products.product_id = segments.product_id
    inner join sku_money as money on products.product_id = money.product_id
    inner join sku_lead_times as lead_times on products.product_id = lead_times.product_id
    left join sku_demand_profile as demand on products.product_id = demand.product_id
    left join sku_week_profile as weeks on products.product_id = weeks.product_id
    left join category_seasons as seasons on coalesce(products.category, '') = seasons.category
    left join sku_promotions_ahead as promotions on products.product_id = promotions.product_id
    left join sku_return_rates as returns on products.product_id = returns.product_id
)

select * from joined
