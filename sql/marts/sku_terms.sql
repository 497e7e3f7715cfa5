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

sales as (
    select
        items.product_id,
        case when count(distinct orders.currency) = 1 then any_value(orders.currency) else 'MIXED' end as currency
    from stg_order_items as items
    inner join stg_orders as orders on items.order_id = orders.order_id
    where items.sold_units > 0 and items.order_date > cast($as_of as date) - 365
    group by items.product_id
),

shop as (
    select mode(currency) as currency from stg_orders
),

settings as (
    select * from raw_planning_settings
),

-- A join for each scope: one join with the scopes joined by OR compares every SKU with every setting.
chosen as (
    select
        products.product_id,
        coalesce(own.service_level, suppliers.service_level, categories.service_level, shop.service_level)
            as service_level,
        coalesce(own.review_days, suppliers.review_days, categories.review_days, shop.review_days) as review_days,
        coalesce(own.lead_time_days, suppliers.lead_time_days, categories.lead_time_days, shop.lead_time_days)
            as lead_time_days,
        coalesce(
            own.holding_cost_rate, suppliers.holding_cost_rate, categories.holding_cost_rate, shop.holding_cost_rate
        ) as holding_cost_rate,
        coalesce(own.ordering_cost, suppliers.ordering_cost, categories.ordering_cost, shop.ordering_cost)
            as ordering_cost
    from products
    left join settings as own on products.product_id = own.product_id
    left join settings as suppliers on products.supplier_id = suppliers.supplier_id
    left join settings as categories on products.category = categories.category
    left join settings as shop on shop.scope = 'GLOBAL'
),

terms as (
    select
        products.product_id as unique_id,
        products.sku,
        products.category,
        products.supplier_id,
        products.currency,
        coalesce(sales.currency, shop.currency) as sales_currency,
        products.moq,
        products.pack_size,
        products.max_order_qty,
        products.discontinued_on,
        products.is_stocked,
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
    cross join shop
    inner join chosen on products.product_id = chosen.product_id
    inner join lead_times on products.product_id = lead_times.product_id
    inner join features on products.product_id = features.product_id
    inner join trust on products.product_id = trust.product_id
    left join suppliers on products.supplier_id = suppliers.supplier_id
    left join sales on products.product_id = sales.product_id
)

select * from terms
