with products as (
    select product_id from stg_products
),

feed as (
    select * from feed_window
),

reports as (
    select * from stg_stock_reports
),

stock as (
    select * from stg_inventory
    qualify row_number() over (partition by product_id order by stock_date desc) = 1
),

parts as (
    select * from stg_stock_parts
    qualify row_number() over (partition by product_id, warehouse_code order by stock_date desc) = 1
),

usual_gaps as (
    select
        warehouse_code,
        arg_max(usual_gap_days, report_no) as usual_gap_days
    from reports
    group by warehouse_code
),

dated_parts as (
    select
        parts.product_id,
        parts.stock_date,
        parts.on_hand <> 0 or parts.reserved <> 0 or parts.in_transit <> 0 as holds_units,
        cast($as_of as date) - parts.stock_date
        > greatest(feed.order_interval_days, usual_gaps.usual_gap_days) + 2 as is_late
    from parts
    cross join feed
    inner join usual_gaps on parts.warehouse_code = usual_gaps.warehouse_code
    where parts.source <> 'SILENT'
),

freshness as (
    select
        product_id,
        coalesce(min(stock_date) filter (where holds_units), max(stock_date)) as stock_as_of,
        coalesce(bool_or(is_late) filter (where holds_units), bool_and(is_late)) as is_stock_stale
    from dated_parts
    group by product_id
),

received as (
    select * from stock_receipts
),

inbound as (
    select
        product_id,
        cast(sum(units) as integer) as on_order,
        cast(coalesce(sum(units) filter (where source = 'PURCHASE_ORDER'), 0) as integer) as open_order_units
    from inbound_units
    group by product_id
),

order_receipts as (
    select
        product_id,
        cast(sum(received_units) as integer) as received_order_units
    from stg_purchase_receipts
    group by product_id
),

positions as (
    select
        products.product_id,
        if(stock.is_known, stock.on_hand + coalesce(received.received_units, 0), null) as on_hand,
        if(stock.is_known, stock.reserved, null) as reserved,
        if(stock.is_known, stock.in_transit, null) as in_transit,
        coalesce(inbound.on_order, 0) as on_order,
        coalesce(inbound.open_order_units, 0) as open_order_units,
        coalesce(order_receipts.received_order_units, 0) as received_order_units,
        freshness.stock_as_of,
        cast(cast($as_of as date) - freshness.stock_as_of as integer) as stock_age_days,
        coalesce(freshness.is_stock_stale, false) as is_stock_stale,
        coalesce(stock.is_known and stock.is_absent, false) as is_stock_absent
    from products
    left join stock on products.product_id = stock.product_id
    left join freshness on products.product_id = freshness.product_id
    left join received on products.product_id = received.product_id
    left join inbound on products.product_id = inbound.product_id
    left join order_receipts on products.product_id = order_receipts.product_id
)

select * from positions
