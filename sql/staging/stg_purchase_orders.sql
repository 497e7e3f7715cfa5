with orders as (
    select * from raw_purchase_orders
),

dated as (
    select
        id as purchase_order_id,
        order_no,
        supplier_id,
        expected_on as expected_date,
        state,
        cast(timezone($timezone, created_at) as date) as created_date,
        cast(timezone($timezone, approved_at) as date) as approved_date,
        cast(timezone($timezone, rejected_at) as date) as rejected_date,
        cast(timezone($timezone, completed_at) as date) as completed_date,
        cast(timezone($timezone, cancelled_at) as date) as cancelled_date,
        cast(timezone($timezone, deleted_at) as date) as deleted_date
    from orders
),

known as (
    select
        purchase_order_id,
        order_no,
        supplier_id,
        expected_date,
        created_date,
        if(approved_date <= $as_of, approved_date, null) as approved_date,
        coalesce(rejected_date > $as_of, state <> 'REJECTED')
        and coalesce(completed_date > $as_of, state <> 'COMPLETED')
        and coalesce(cancelled_date > $as_of, state <> 'CANCELLED')
        and coalesce(deleted_date > $as_of, true) as is_open
    from dated
    where created_date <= $as_of
)

select * from known
