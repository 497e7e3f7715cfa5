with stock as (
    select
        product_id,
        max(stock_date) as stock_date
    from stg_inventory
    group by product_id
),

arrived as (
    select
        product_id,
        received_date,
        received_units
    from stg_purchase_receipts
    union all
    select
        product_id,
        received_date,
        received_units
    from stg_purchase_history
    where received_date is not null
),

later as (
    select
        stock.product_id,
        cast(sum(arrived.received_units) as integer) as received_units
    from stock
    inner join arrived on stock.product_id = arrived.product_id and stock.stock_date < arrived.received_date
    group by stock.product_id
)

select * from later
