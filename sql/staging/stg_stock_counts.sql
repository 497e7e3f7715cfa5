with snapshots as (
    select * from raw_inventory
),

products as (
    select id from raw_products
    where deleted_at is null
),

dated as (
    select
        product_id,
        warehouse_code,
        snapshot_at,
        cast(timezone($timezone, snapshot_at) as date) as stock_date,
        on_hand,
        reserved,
        in_transit
    from snapshots
    inner join products on snapshots.product_id = products.id
),

day_ends as (
    select * from dated
    where stock_date <= $as_of
    qualify row_number() over (partition by product_id, warehouse_code, stock_date order by snapshot_at desc) = 1
),

reports as (
    select
        warehouse_code,
        stock_date,
        row_number() over (partition by warehouse_code order by stock_date) as report_no
    from day_ends
    group by warehouse_code, stock_date
),

numbered as (
    select
        day_ends.product_id,
        day_ends.warehouse_code,
        day_ends.stock_date,
        cast(reports.report_no as integer) as report_no,
        day_ends.on_hand,
        day_ends.reserved,
        day_ends.in_transit,
        cast(lag(reports.report_no) over listing as integer) as previous_report_no,
        lag(day_ends.on_hand) over listing as previous_on_hand,
        cast(lead(reports.report_no) over listing as integer) as next_report_no,
        lead(day_ends.on_hand) over listing as next_on_hand,
        lead(day_ends.stock_date) over listing as next_stock_date
    from day_ends
    inner join reports
        on day_ends.warehouse_code = reports.warehouse_code and day_ends.stock_date = reports.stock_date
    window listing as (partition by day_ends.product_id, day_ends.warehouse_code order by day_ends.stock_date)
)

select * from numbered
