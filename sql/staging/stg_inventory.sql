with snapshots as (
    select * from raw_inventory
),

products as (
    select id from raw_products
    where deleted_at is null
),

dated as (
    select
        product_id,
        warehouse_code,
        snapshot_at,
        cast(timezone($timezone, snapshot_at) as date) as stock_date,
        on_hand,
        reserved,
        in_transit
    from snapshots
    inner join products on snapshots.product_id = products.id
),

day_ends as (
    select * from dated
    where stock_date <= $as_of
    qualify row_number() over (partition by product_id, warehouse_code, stock_date order by snapshot_at desc) = 1
),

changes as (
    select
        product_id,
        stock_date,
        on_hand - lag(on_hand, 1, 0) over warehouse as on_hand,
        reserved - lag(reserved, 1, 0) over warehouse as reserved,
        in_transit - lag(in_transit, 1, 0) over warehouse as in_transit
    from day_ends
    window warehouse as (partition by product_id, warehouse_code order by stock_date)
),

by_day as (
    select
        product_id,
        stock_date,
        sum(on_hand) as on_hand,
        sum(reserved) as reserved,
        sum(in_transit) as in_transit
    from changes
    group by product_id, stock_date
),

totals as (
    select
        product_id,
        stock_date,
        cast(sum(on_hand) over product as integer) as on_hand,
        cast(sum(reserved) over product as integer) as reserved,
        cast(sum(in_transit) over product as integer) as in_transit
    from by_day
    window product as (partition by product_id order by stock_date)
)

select * from totals
