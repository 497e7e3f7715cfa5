with products as (
    select * from stg_products
),

suppliers as (
    select * from stg_suppliers
),

measured as (
    select * from supplier_lead_times
),

chosen as (
    select
        products.product_id,
        suppliers.lead_time_days as stated_days,
        coalesce(own.mean_days, whole.mean_days) as mean_days,
        coalesce(own.sd_days, whole.sd_days) as sd_days
    from products
    left join suppliers on products.supplier_id = suppliers.supplier_id
    left join measured as own on products.supplier_id = own.supplier_id and products.product_id = own.product_id
    left join measured as whole on products.supplier_id = whole.supplier_id and whole.product_id is null
),

used as (
    select
        product_id,
        stated_days,
        mean_days,
        sd_days,
        cast(coalesce(ceil(mean_days), stated_days, $default_lead_time_days) as integer) as lead_time_days,
        case
            when mean_days is not null then 'MEASURED'
            when stated_days is not null then 'STATED'
            else 'ASSUMED'
        end as source
    from chosen
)

select * from used
