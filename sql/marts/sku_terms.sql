with products as (
    select * from stg_products
),

suppliers as (
    select * from stg_suppliers
),

lead_times as (
    select * from sku_lead_times
),

features as (
    select * from sku_features
),

trust as (
    select * from sku_trust
),

settings as (
    select
        *,
        case scope when 'PRODUCT' then 1 when 'SUPPLIER' then 2 when 'CATEGORY' then 3 else 4 end as precedence
    from raw_planning_settings
),

chosen as (
    select
        products.product_id,
        first(settings.service_level order by settings.precedence)
        filter (where settings.service_level is not null) as service_level,
        first(settings.review_days order by settings.precedence)
        filter (where settings.review_days is not null) as review_days,
        first(settings.lead_time_days order by settings.precedence)
        filter (where settings.lead_time_days is not null) as lead_time_days,
        first(settings.holding_cost_rate order by settings.precedence)
        filter (where settings.holding_cost_rate is not null) as holding_cost_rate,
        first(settings.ordering_cost order by settings.precedence)
        filter (where settings.ordering_cost is not null) as ordering_cost
    from products
    left join settings
        on
            settings.scope = 'GLOBAL'
            or products.category = settings.category
            or products.supplier_id = settings.supplier_id
            or products.product_id = settings.product_id
    group by products.product_id
),

terms as (
    select
        products.product_id as unique_id,
        products.sku,
        products.category,
        products.supplier_id,
        products.currency,
        products.moq,
        products.pack_size,
        products.max_order_qty,
        products.discontinued_on,
        products.replaced_by_id,
        lead_times.mean_days as lead_time_mean,
        lead_times.sd_days as lead_time_sd,
        suppliers.order_cycle_days,
        suppliers.order_weekdays,
        suppliers.closures,
        chosen.review_days,
        chosen.holding_cost_rate,
        chosen.ordering_cost,
        products.shelf_life_days,
        trust.trust_grade,
        trust.short_history_grade,
        cast(trust.interval_factor as double) as interval_factor,
        cast(products.unit_cost as double) as unit_cost,
        cast(products.list_price as double) as list_price,
        features.paid_price as price,
        cast(suppliers.min_order_value as double) as min_order_value,
        chosen.service_level is not null as is_service_level_set,
        coalesce(chosen.lead_time_days, lead_times.stated_days) as lead_time_days,
        coalesce(chosen.service_level, $service_level) as service_level
    from products
    inner join chosen on products.product_id = chosen.product_id
    inner join lead_times on products.product_id = lead_times.product_id
    inner join features on products.product_id = features.product_id
    inner join trust on products.product_id = trust.product_id
    left join suppliers on products.supplier_id = suppliers.supplier_id
)

select * from terms
