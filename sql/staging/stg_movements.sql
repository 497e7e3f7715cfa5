with movements as (
    select * from raw_inventory_movements
),

products as (
    select id from raw_products
    where deleted_at is null
),

dated as (
    select
        movements.id as movement_id,
        movements.product_id,
        movements.warehouse_code,
        cast(timezone($timezone, movements.moved_at) as date) as move_date,
        movements.quantity as moved_units,
        movements.reason as move_reason
    from movements
    inner join products on movements.product_id = products.id
),

known as (
    select * from dated
    where move_date <= $as_of
)

select * from known
