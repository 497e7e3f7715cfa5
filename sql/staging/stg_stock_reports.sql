with counts as (
    select * from stg_stock_counts
),

reports as (
    select
        warehouse_code,
        report_no,
        any_value(stock_date) as stock_date,
        cast(count(*) as integer) as listed_skus,
        count(*) filter (where previous_report_no = report_no - 1) as repeated_skus,
        count(*) filter (where previous_report_no < report_no - 1 and previous_on_hand > 0) as returned_skus,
        count(*) filter (
            where previous_report_no < report_no - 1 and previous_on_hand > 0 and on_hand <= previous_on_hand
        ) as unchanged_skus
    from counts
    group by warehouse_code, report_no
),

followed as (
    select
        *,
        lead(stock_date) over warehouse as next_date,
        stock_date - lag(stock_date) over warehouse as gap_days,
        repeated_skus / lag(listed_skus) over warehouse as repeated_share
    from reports
    window warehouse as (partition by warehouse_code order by report_no)
),

usual as (
    select
        warehouse_code,
        cast(report_no as integer) as report_no,
        stock_date,
        next_date,
        listed_skus,
        repeated_share,
        coalesce(
            count(repeated_share) over recent >= 5
            and median(repeated_share) over recent >= 0.9
            and sum(unchanged_skus) over recent <= 0.1 * sum(returned_skus) over recent,
            false
        ) as is_complete,
        cast(if(count(gap_days) over recent >= 5, median(gap_days) over recent, 1) as integer) as usual_gap_days,
        cast(greatest(2 * coalesce(median(gap_days) over recent, 1), 7) as integer) as counted_days
    from followed
    window recent as (partition by warehouse_code order by report_no rows between 27 preceding and current row)
),

limits as (
    select
        *,
        stock_date + counted_days as counts_until
    from usual
),

report_days as (
    select distinct stock_date from reports
),

judged as (
    select
        limits.warehouse_code,
        limits.report_no,
        limits.stock_date,
        limits.next_date,
        limits.listed_skus,
        round(limits.repeated_share, 6) as repeated_share,
        limits.is_complete,
        limits.usual_gap_days,
        limits.counts_until,
        if(coalesce(days.stock_date < limits.next_date, true), days.stock_date, null) as silent_from
    from limits
    asof left join report_days as days on limits.counts_until < days.stock_date
)

select * from judged
