with reports as (
    select * from stg_stock_reports
    where silent_from is not null and next_date is null
),

counts as (
    select * from stg_stock_counts
    qualify row_number() over (partition by product_id, warehouse_code order by stock_date desc) = 1
),

absences as (
    select * from stg_stock_absences
),

broken as (
    select
        reports.warehouse_code,
        reports.stock_date as last_report,
        sum(counts.on_hand) as units
    from reports
    inner join counts on reports.warehouse_code = counts.warehouse_code
    anti join absences
        on
            counts.product_id = absences.product_id
            and counts.warehouse_code = absences.warehouse_code
            and counts.stock_date = absences.listed_date
    group by reports.warehouse_code, reports.stock_date
)

select * from broken
