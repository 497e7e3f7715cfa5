with items as (
    select * from raw_purchase_order_items
),

orders as (
    select * from stg_purchase_orders
    where is_open
),

history as (
    select * from stg_purchase_history
    where not is_closed and ordered_units > received_units
),

lead_times as (
    select * from sku_lead_times
),

received as (
    select
        purchase_order_item_id,
        sum(received_units) as received_units
    from stg_purchase_receipts
    group by purchase_order_item_id
),

lines as (
    select
        'PURCHASE_ORDER' as source,
        items.id as source_id,
        items.product_id,
        orders.approved_date as ordered_date,
        orders.expected_date,
        items.quantity - coalesce(received.received_units, 0) as open_units
    from items
    inner join orders on items.purchase_order_id = orders.purchase_order_id
    left join received on items.id = received.purchase_order_item_id
    where items.quantity > coalesce(received.received_units, 0)
    union all
    select
        'PURCHASE_HISTORY' as source,
        history.purchase_history_id as source_id,
        history.product_id,
        history.ordered_date,
        coalesce(history.due_date, history.ordered_date + lead_times.lead_time_days) as expected_date,
        history.ordered_units - history.received_units as open_units
    from history
    inner join lead_times on history.product_id = lead_times.product_id
),

judged as (
    select
        lines.source,
        lines.source_id,
        lines.product_id,
        lines.ordered_date,
        lines.expected_date,
        cast(lines.open_units as integer) as open_units,
        lines.source = 'PURCHASE_ORDER'
        or lines.expected_date + greatest(30, lead_times.lead_time_days) >= $as_of as is_awaited
    from lines
    inner join lead_times on lines.product_id = lead_times.product_id
)

select * from judged
