with suppliers as (
    select * from raw_suppliers
    where deleted_at is null
),

typed as (
    select
        id as supplier_id,
        code,
        name,
        currency,
        lead_time_days,
        order_cycle_days,
        order_weekdays,
        closures,
        cast(min_order_value_minor * 0.01 as decimal(14, 2)) as min_order_value
    from suppliers
)

select * from typed
