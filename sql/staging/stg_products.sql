with products as (
    select * from raw_products
    where deleted_at is null
),

first_orders as (
    select product_id, min(order_date) as first_order_date
    from stg_order_items
    group by product_id
),

first_stock as (
    select product_id, min(stock_date) as first_stock_date
    from stg_inventory
    where on_hand > 0
    group by product_id
),

first_receipts as (
    select product_id, min(move_date) as first_receipt_date
    from stg_movements
    where move_reason = 'RECEIPT'
    group by product_id
),

appeared as (
    select
        products.id as product_id,
        products.sku,
        products.name,
        products.category,
        products.brand,
        products.supplier_id,
        cast(products.unit_cost_minor * 0.01 as decimal(14, 2)) as unit_cost,
        cast(products.list_price_minor * 0.01 as decimal(14, 2)) as list_price,
        products.currency,
        products.moq,
        products.pack_size,
        products.max_order_qty,
        products.shelf_life_days,
        products.launched_on,
        products.discontinued_on,
        products.replaced_by_id,
        products.is_stocked,
        least(
            first_orders.first_order_date,
            coalesce(
                products.launched_on, least(first_stock.first_stock_date, first_receipts.first_receipt_date)
            )
        ) as first_active_date
    from products
    left join first_orders on products.id = first_orders.product_id
    left join first_stock on products.id = first_stock.product_id
    left join first_receipts on products.id = first_receipts.product_id
),

known as (
    select * from appeared
    where first_active_date <= $as_of
)

select * from known
