with deliveries as (
    select * from raw_purchase_history
),

orders_here as (
    select
        order_no,
        supplier_id
    from stg_purchase_orders
    where is_open or approved_date is not null
),

known as (
    select
        id as purchase_history_id,
        product_id,
        supplier_id,
        reference,
        ordered_on as ordered_date,
        due_on as due_date,
        quantity as ordered_units,
        if(received_on <= $as_of, received_quantity, 0) as received_units,
        if(received_on <= $as_of, received_on, null) as received_date,
        coalesce(closed_on <= $as_of, false) as is_closed
    from deliveries
    where ordered_on <= $as_of
),

elsewhere as (
    select known.* from known
    anti join orders_here on known.reference = orders_here.order_no and known.supplier_id = orders_here.supplier_id
)

select * from elsewhere
