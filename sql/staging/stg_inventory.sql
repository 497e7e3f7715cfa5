with parts as (
    select * from stg_stock_parts
),

changes as (
    select
        product_id,
        stock_date,
        on_hand - lag(on_hand, 1, 0) over warehouse as on_hand,
        reserved - lag(reserved, 1, 0) over warehouse as reserved,
        in_transit - lag(in_transit, 1, 0) over warehouse as in_transit,
        if(source = 'SILENT', 0, 1) - if(lag(source, 1, 'SILENT') over warehouse = 'SILENT', 0, 1) as warehouses,
        if(source = 'ABSENT', 1, 0) - if(lag(source, 1, 'SILENT') over warehouse = 'ABSENT', 1, 0) as absences
    from parts
    window warehouse as (partition by product_id, warehouse_code order by stock_date)
),

by_day as (
    select
        product_id,
        stock_date,
        sum(on_hand) as on_hand,
        sum(reserved) as reserved,
        sum(in_transit) as in_transit,
        sum(warehouses) as warehouses,
        sum(absences) as absences
    from changes
    group by product_id, stock_date
),

totals as (
    select
        product_id,
        stock_date,
        cast(sum(on_hand) over product as integer) as on_hand,
        cast(sum(reserved) over product as integer) as reserved,
        cast(sum(in_transit) over product as integer) as in_transit,
        sum(warehouses) over product > 0 as is_known,
        sum(absences) over product > 0 as is_absent
    from by_day
    window product as (partition by product_id order by stock_date)
)

select * from totals
