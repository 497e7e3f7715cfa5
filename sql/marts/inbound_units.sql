with purchases as (
    select * from open_purchases
),

stock as (
    select * from stg_inventory
    qualify row_number() over (partition by product_id order by stock_date desc) = 1
),

lead_times as (
    select * from sku_lead_times
),

arrivals as (
    select
        product_id,
        open_units as units
    from purchases
    where ordered_date is not null
    union all
    select
        product_id,
        received_units as units
    from stock_receipts
),

ordered as (
    select
        product_id,
        sum(units) as units
    from arrivals
    group by product_id
),

sources as (
    select
        product_id,
        expected_date,
        source,
        open_units as units
    from purchases
    where is_awaited
    union all
    select
        stock.product_id,
        null as expected_date,
        'IN_TRANSIT' as source,
        stock.in_transit - coalesce(ordered.units, 0) as units
    from stock
    left join ordered on stock.product_id = ordered.product_id
    where stock.in_transit > coalesce(ordered.units, 0)
),

dated as (
    select
        sources.product_id,
        greatest(
            coalesce(sources.expected_date, cast($as_of as date) + lead_times.lead_time_days),
            cast($as_of as date) + 1
        ) as expected_date,
        sources.source,
        cast(sum(sources.units) as integer) as units
    from sources
    inner join lead_times on sources.product_id = lead_times.product_id
    group by all
)

select * from dated
