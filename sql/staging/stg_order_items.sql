with items as (
    select * from raw_order_items
),

orders as (
    select * from stg_orders
),

products as (
    select id from raw_products
    where deleted_at is null
),

cancelled as (
    select
        order_item_id,
        sum(quantity) as items
    from raw_order_returns
    where
        kind = 'CANCELLATION'
        and cast(timezone($timezone, returned_at) as date) <= $as_of
    group by order_item_id
),

netted as (
    select
        items.id as order_item_id,
        items.order_id,
        items.product_id,
        orders.order_date,
        items.units_per_item,
        cast(items.quantity * items.units_per_item as integer) as ordered_units,
        cast(
            if(orders.is_cancelled, items.quantity, least(items.quantity, coalesce(cancelled.items, 0)))
            * items.units_per_item as integer
        ) as cancelled_units,
        cast(items.unit_price_minor * 0.01 as decimal(14, 2)) as unit_price,
        cast(least(items.discount_amount_minor, items.unit_price_minor * items.quantity) * 0.01 as decimal(14, 2))
            as discount_amount
    from items
    inner join orders on items.order_id = orders.order_id
    inner join products on items.product_id = products.id
    left join cancelled on items.id = cancelled.order_item_id
),

valued as (
    select
        order_item_id,
        order_id,
        product_id,
        order_date,
        ordered_units,
        cancelled_units,
        ordered_units - cancelled_units as sold_units,
        units_per_item,
        unit_price,
        discount_amount,
        cast(unit_price * ((ordered_units - cancelled_units) // units_per_item) as decimal(16, 2)) as gross_amount,
        cast(discount_amount * (ordered_units - cancelled_units) / ordered_units as decimal(14, 2)) as sold_discount
    from netted
)

select * from valued
