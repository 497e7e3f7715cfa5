with receipts as (
    select * from stg_purchase_receipts
),

history as (
    select * from stg_purchase_history
),

periods as (
    select
        supplier_id,
        unnest(closures) as period
    from stg_suppliers
),

closures as (
    select distinct
        supplier_id,
        cast(
            unnest(
                generate_series(
                    cast(split_part(period, '/', 1) as date),
                    cast(split_part(period, '/', 2) as date),
                    interval 1 day
                )
            ) as date
        ) as closed_date
    from periods
),

arrived as (
    select
        'PURCHASE_ORDER' as source,
        receipt_id as source_id,
        cast(purchase_order_item_id as varchar) as line,
        supplier_id,
        product_id,
        approved_date as ordered_date,
        received_date,
        received_units
    from receipts
    where approved_date is not null
    union all
    select
        'PURCHASE_HISTORY' as source,
        purchase_history_id as source_id,
        reference as line,
        supplier_id,
        product_id,
        ordered_date,
        received_date,
        received_units
    from history
    where received_date is not null
),

recent as (
    select
        *,
        received_date = min(received_date) over (partition by source, supplier_id, product_id, line) as is_first_part
    from arrived
    qualify received_date > cast($as_of as date) - $history_days
),

waited as (
    select
        recent.source,
        recent.source_id,
        count(*) as closed_days
    from recent
    inner join closures
        on
            recent.supplier_id = closures.supplier_id
            and recent.ordered_date < closures.closed_date
            and recent.received_date >= closures.closed_date
    group by recent.source, recent.source_id
),

timed as (
    select
        recent.source,
        recent.source_id,
        recent.supplier_id,
        recent.product_id,
        recent.ordered_date,
        recent.received_date,
        recent.is_first_part,
        recent.received_units,
        cast(
            greatest(recent.received_date - recent.ordered_date - coalesce(waited.closed_days, 0), 0) as integer
        ) as lead_days
    from recent
    left join waited on recent.source = waited.source and recent.source_id = waited.source_id
)

select * from timed
