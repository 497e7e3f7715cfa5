with products as (
    select * from stg_products
),

profile as (
    select * from sku_demand_profile
),

weeks as (
    select * from sku_week_profile
),

feed as (
    select * from feed_window
),

money as (
    select
        product_id,
        greatest(revenue_365, 0) as revenue
    from sku_money
),

ranked as (
    select
        product_id,
        revenue,
        sum(revenue) over (
            order by revenue desc, product_id asc rows between unbounded preceding and current row
        ) - revenue as revenue_before,
        sum(revenue) over () as revenue_total
    from money
),

measured as (
    select
        products.product_id,
        cast(cast($as_of as date) - products.first_active_date + 1 as integer) as age_days,
        cast(cast($as_of as date) - profile.last_sale_date as integer) as days_since_last_sale,
        coalesce(profile.sales_days, 0) as sales_days,
        profile.adi / feed.order_interval_days as adi,
        profile.cv2,
        weeks.weekly_cv
    from products
    cross join feed
    left join profile on products.product_id = profile.product_id
    left join weeks on products.product_id = weeks.product_id
),

segments as (
    select
        measured.product_id,
        measured.age_days,
        measured.days_since_last_sale,
        measured.sales_days,
        case
            when coalesce(measured.days_since_last_sale, measured.age_days) >= 182 then 'DORMANT'
            when measured.age_days < 28 or measured.sales_days < 2 then 'NEW'
            when measured.adi < 1.32 and measured.cv2 < 0.49 then 'SMOOTH'
            when measured.adi < 1.32 then 'ERRATIC'
            when coalesce(measured.cv2, 0) < 0.49 then 'INTERMITTENT'
            else 'LUMPY'
        end as demand_class,
        case
            when ranked.revenue <= 0 then 'C'
            when ranked.revenue_before < 0.8 * ranked.revenue_total then 'A'
            when ranked.revenue_before < 0.95 * ranked.revenue_total then 'B'
            else 'C'
        end as abc,
        case
            when measured.weekly_cv <= 0.5 then 'X'
            when measured.weekly_cv <= 1.0 then 'Y'
            else 'Z'
        end as xyz
    from measured
    inner join ranked on measured.product_id = ranked.product_id
)

select * from segments
