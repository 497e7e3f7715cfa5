with payments as (
    select * from raw_payments
),

orders as (
    select order_id from stg_orders
),

dated as (
    select
        payments.id as payment_id,
        payments.order_id,
        payments.method,
        cast(payments.amount_minor * 0.01 as decimal(14, 2)) as amount,
        cast(timezone($timezone, payments.paid_at) as date) as paid_date
    from payments
    inner join orders on payments.order_id = orders.order_id
),

known as (
    select * from dated
    where paid_date <= $as_of
)

select * from known
