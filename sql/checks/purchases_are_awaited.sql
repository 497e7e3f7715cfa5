with purchases as (
    select * from open_purchases
    where not is_awaited
),

history as (
    select * from stg_purchase_history
),

products as (
    select * from stg_products
),

broken as (
    select
        products.sku,
        history.reference,
        purchases.expected_date,
        purchases.open_units
    from purchases
    inner join history on purchases.source_id = history.purchase_history_id
    inner join products on purchases.product_id = products.product_id
)

select * from broken
