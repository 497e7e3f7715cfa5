with stock as (
    select * from stg_inventory
    where is_known
),

products as (
    select * from stg_products
    where is_stocked
),

feed as (
    select * from feed_window
),

known as (
    select
        stock.product_id,
        stock.stock_date,
        coalesce(products.category, '') as category,
        stock.on_hand,
        lag(stock.on_hand) over (partition by stock.product_id order by stock.stock_date) as previous_on_hand,
        stock.stock_date >= products.first_active_date
        and stock.stock_date <= coalesce(products.discontinued_on, stock.stock_date) as is_alive
    from stock
    inner join products on stock.product_id = products.product_id
),

judged as (
    select
        known.product_id,
        known.stock_date,
        known.category,
        known.on_hand,
        known.on_hand <= 0 and known.is_alive as is_stockout,
        known.on_hand > 0 and coalesce(known.previous_on_hand > 0, true) and known.is_alive as is_in_stock,
        coalesce(known.on_hand <> known.previous_on_hand, true) as is_changed
    from known
    cross join feed
    where known.stock_date between feed.as_of_date - $history_days + 1 and feed.data_until
)

select * from judged
