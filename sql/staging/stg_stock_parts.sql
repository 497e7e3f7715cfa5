with counts as (
    select * from stg_stock_counts
),

reports as (
    select * from stg_stock_reports
),

absent as (
    select
        product_id,
        warehouse_code,
        cast(unnest(range(first_report_no, last_report_no + 1)) as integer) as report_no
    from stg_stock_absences
),

silences as (
    select
        warehouse_code,
        report_no,
        silent_from
    from reports
    where silent_from is not null
),

parts as (
    select
        product_id,
        warehouse_code,
        stock_date,
        'COUNTED' as source,
        on_hand,
        reserved,
        in_transit
    from counts
    union all
    select
        absent.product_id,
        absent.warehouse_code,
        reports.stock_date,
        'ABSENT' as source,
        0 as on_hand,
        0 as reserved,
        0 as in_transit
    from absent
    inner join reports on absent.warehouse_code = reports.warehouse_code and absent.report_no = reports.report_no
    union all
    select
        counts.product_id,
        counts.warehouse_code,
        silences.silent_from as stock_date,
        'SILENT' as source,
        0 as on_hand,
        0 as reserved,
        0 as in_transit
    from silences
    inner join counts
        on
            silences.warehouse_code = counts.warehouse_code
            and silences.report_no between counts.report_no and coalesce(counts.next_report_no - 1, silences.report_no)
)

select * from parts
