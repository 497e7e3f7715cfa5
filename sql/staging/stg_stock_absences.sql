with counts as (
    select * from stg_stock_counts
),

reports as (
    select * from stg_stock_reports
),

items as (
    select
        product_id,
        order_date,
        sum(sum(sold_units)) over (partition by product_id order by order_date) as sold_until
    from stg_order_items
    group by product_id, order_date
),

listed_days as (
    select distinct product_id, stock_date from counts
),

newest as (
    select warehouse_code, max(report_no) as report_no
    from reports
    group by warehouse_code
),

gaps as (
    select
        counts.product_id,
        counts.warehouse_code,
        counts.stock_date as listed_date,
        counts.on_hand as listed_on_hand,
        counts.report_no + 1 as first_report_no,
        coalesce(counts.next_report_no - 1, newest.report_no) as last_report_no,
        coalesce(counts.next_stock_date, cast($as_of as date) + 1) as ends_before
    from counts
    inner join newest on counts.warehouse_code = newest.warehouse_code
    where
        coalesce(counts.next_report_no - 1, newest.report_no) > counts.report_no
        and coalesce(counts.on_hand <= 0 or counts.next_on_hand > counts.on_hand, true)
),

begun as (
    select
        gaps.*,
        reports.stock_date as absent_from
    from gaps
    inner join reports
        on gaps.warehouse_code = reports.warehouse_code and gaps.first_report_no = reports.report_no
    where reports.is_complete
),

elsewhere as (
    select
        begun.*,
        coalesce(listed.stock_date < begun.ends_before, false) as is_listed_elsewhere
    from begun
    asof left join listed_days as listed
        on begun.product_id = listed.product_id and begun.absent_from <= listed.stock_date
),

sold as (
    select
        elsewhere.*,
        coalesce(before_28.sold_until, 0) as sold_before_28,
        coalesce(until_listed.sold_until, 0) as sold_until_listed,
        coalesce(until_absent.sold_until, 0) as sold_until_absent,
        coalesce(until_end.sold_until, 0) as sold_until_end
    from elsewhere
    asof left join items as before_28
        on elsewhere.product_id = before_28.product_id and elsewhere.listed_date - 28 >= before_28.order_date
    asof left join items as until_listed
        on elsewhere.product_id = until_listed.product_id and elsewhere.listed_date >= until_listed.order_date
    asof left join items as until_absent
        on elsewhere.product_id = until_absent.product_id and elsewhere.absent_from >= until_absent.order_date
    asof left join items as until_end
        on elsewhere.product_id = until_end.product_id and elsewhere.ends_before - 1 >= until_end.order_date
),

absences as (
    select
        product_id,
        warehouse_code,
        absent_from,
        cast(first_report_no as integer) as first_report_no,
        cast(last_report_no as integer) as last_report_no,
        listed_date,
        listed_on_hand
    from sold
    where
        is_listed_elsewhere
        or sold_until_end = sold_until_absent
        or 2 * (sold_until_end - sold_until_absent) * 28
        < (sold_until_listed - sold_before_28) * (ends_before - 1 - absent_from)
)

select * from absences
