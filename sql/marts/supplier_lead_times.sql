with deliveries as (
    select * from purchase_deliveries
),

suppliers as (
    select * from stg_suppliers
),

company as (
    select
        avg(deliveries.lead_days) as mean_days,
        sum(deliveries.lead_days) filter (where suppliers.lead_time_days > 0)
        / sum(suppliers.lead_time_days) filter (where suppliers.lead_time_days > 0) as days_per_stated_day
    from deliveries
    inner join suppliers on deliveries.supplier_id = suppliers.supplier_id
),

typical as (
    select
        suppliers.supplier_id,
        greatest(
            coalesce(nullif(suppliers.lead_time_days, 0) * company.days_per_stated_day, company.mean_days), 0.5
        ) as days
    from suppliers
    cross join company
),

-- Exact numbers, so that sums do not depend on the order of the rows.
relative as (
    select cast(deliveries.lead_days / typical.days as decimal(18, 12)) as deviation
    from deliveries
    inner join typical on deliveries.supplier_id = typical.supplier_id
),

spread as (
    select
        sum(deviation * deviation) - pow(sum(deviation), 2) / count(*) as squares,
        count(*) as deliveries,
        quantile_cont(deviation, 0.5) as p50,
        quantile_cont(deviation, 0.9) as p90
    from relative
),

expected as (
    select
        typical.supplier_id,
        typical.days as mean_days,
        pow(typical.days, 2) * coalesce(greatest(spread.squares, 0) / nullif(spread.deliveries - 1, 0), 0) as variance,
        typical.days * spread.p50 as p50_days,
        typical.days * spread.p90 as p90_days
    from typical
    cross join spread
),

own as (
    select
        supplier_id,
        product_id,
        count(*) as receipts,
        sum(lead_days) as days,
        greatest(sum(lead_days * lead_days) - pow(sum(lead_days), 2) / count(*), 0) as squares,
        quantile_cont(lead_days, 0.5) as p50_days,
        quantile_cont(lead_days, 0.9) as p90_days
    from deliveries
    group by grouping sets ((supplier_id), (supplier_id, product_id))
),

by_supplier as (
    select
        own.supplier_id,
        own.product_id,
        own.receipts,
        (own.days + 5 * expected.mean_days) / (own.receipts + 5) as mean_days,
        (own.receipts * coalesce(own.squares / nullif(own.receipts - 1, 0), 0) + 5 * expected.variance)
        / (own.receipts + 5) as variance,
        (own.receipts * own.p50_days + 5 * expected.p50_days) / (own.receipts + 5) as p50_days,
        (own.receipts * own.p90_days + 5 * expected.p90_days) / (own.receipts + 5) as p90_days
    from own
    inner join expected on own.supplier_id = expected.supplier_id
    where own.product_id is null
),

by_sku as (
    select
        own.supplier_id,
        own.product_id,
        own.receipts,
        (own.days + 5 * whole.mean_days) / (own.receipts + 5) as mean_days,
        (own.receipts * coalesce(own.squares / nullif(own.receipts - 1, 0), 0) + 5 * whole.variance)
        / (own.receipts + 5) as variance,
        (own.receipts * own.p50_days + 5 * whole.p50_days) / (own.receipts + 5) as p50_days,
        (own.receipts * own.p90_days + 5 * whole.p90_days) / (own.receipts + 5) as p90_days
    from own
    inner join by_supplier as whole on own.supplier_id = whole.supplier_id
    where own.product_id is not null
),

measured as (
    select * from by_supplier
    union all
    select * from by_sku
),

numbered as (
    select
        row_number() over (order by measured.supplier_id, measured.product_id nulls first) as id,
        measured.supplier_id,
        measured.product_id,
        cast(measured.receipts as integer) as receipts,
        suppliers.lead_time_days as stated_days,
        round(measured.mean_days, 6) as mean_days,
        round(sqrt(measured.variance), 6) as sd_days,
        round(measured.p50_days, 6) as p50_days,
        round(measured.p90_days, 6) as p90_days
    from measured
    inner join suppliers on measured.supplier_id = suppliers.supplier_id
)

select * from numbered
