with receipts as (
    select * from stg_purchase_receipts
),

history as (
    select * from stg_purchase_history
),

arrived as (
    select
        'PURCHASE_ORDER' as source,
        receipt_id as source_id,
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
        supplier_id,
        product_id,
        ordered_date,
        received_date,
        received_units
    from history
    where received_date is not null
),

timed as (
    select
        *,
        cast(greatest(received_date - ordered_date, 0) as integer) as lead_days
    from arrived
    where received_date > cast($as_of as date) - $history_days
)

select * from timed
