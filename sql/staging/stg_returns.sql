with returns as (
    select * from raw_order_returns
    -- A return that its source took back stays on record with a quantity of 0.
    where kind = 'RETURN' and quantity > 0
),

items as (
    select * from stg_order_items
),

dated as (
    select
        returns.id as return_id,
        returns.order_item_id,
        items.product_id,
        cast(timezone($timezone, returns.returned_at) as date) as return_date,
        cast(returns.quantity * items.units_per_item as integer) as returned_units,
        cast(
            returns.quantity
            * (items.unit_price - items.discount_amount * items.units_per_item / items.ordered_units) as decimal(14, 2)
        ) as refund_amount,
        returns.reason as return_reason
    from returns
    inner join items on returns.order_item_id = items.order_item_id
),

known as (
    select * from dated
    where return_date <= $as_of
)

select * from known
