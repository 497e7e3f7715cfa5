with receipts as (
    select
        supplier_id,
        product_id,
        cast(greatest(received_date - approved_date, 0) as integer) as lead_days
    from stg_purchase_receipts
    where approved_date is not null
),

suppliers as (
    select * from stg_suppliers
),

company as (
    select
        avg(receipts.lead_days) as mean_days,
        sum(receipts.lead_days) filter (where suppliers.lead_time_days > 0)
        / sum(suppliers.lead_time_days) filter (where suppliers.lead_time_days > 0) as days_per_stated_day
    from receipts
    inner join suppliers on receipts.supplier_id = suppliers.supplier_id
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

deviation as (
    select
        coalesce(stddev_samp(receipts.lead_days / typical.days), 0) as sd,
        quantile_cont(receipts.lead_days / typical.days, 0.5) as p50,
        quantile_cont(receipts.lead_days / typical.days, 0.9) as p90
    from receipts
    inner join typical on receipts.supplier_id = typical.supplier_id
),

expected as (
    select
        typical.supplier_id,
        typical.days as mean_days,
        typical.days * deviation.sd as sd_days,
        typical.days * deviation.p50 as p50_days,
        typical.days * deviation.p90 as p90_days
    from typical
    cross join deviation
),

by_supplier as (
    select
        receipts.supplier_id,
        count(*) as receipts,
        (sum(receipts.lead_days) + 5 * any_value(expected.mean_days)) / (count(*) + 5) as mean_days,
        sqrt(
            (count(*) * coalesce(var_samp(receipts.lead_days), 0) + 5 * pow(any_value(expected.sd_days), 2))
            / (count(*) + 5)
        ) as sd_days,
        (count(*) * quantile_cont(receipts.lead_days, 0.5) + 5 * any_value(expected.p50_days)) / (count(*) + 5)
            as p50_days,
        (count(*) * quantile_cont(receipts.lead_days, 0.9) + 5 * any_value(expected.p90_days)) / (count(*) + 5)
            as p90_days
    from receipts
    inner join expected on receipts.supplier_id = expected.supplier_id
    group by receipts.supplier_id
),

by_sku as (
    select
        receipts.supplier_id,
        receipts.product_id,
        count(*) as receipts,
        (sum(receipts.lead_days) + 5 * any_value(whole.mean_days)) / (count(*) + 5) as mean_days,
        sqrt(
            (count(*) * coalesce(var_samp(receipts.lead_days), 0) + 5 * pow(any_value(whole.sd_days), 2))
            / (count(*) + 5)
        ) as sd_days,
        (count(*) * quantile_cont(receipts.lead_days, 0.5) + 5 * any_value(whole.p50_days)) / (count(*) + 5)
            as p50_days,
        (count(*) * quantile_cont(receipts.lead_days, 0.9) + 5 * any_value(whole.p90_days)) / (count(*) + 5)
            as p90_days
    from receipts
    inner join by_supplier as whole on receipts.supplier_id = whole.supplier_id
    group by receipts.supplier_id, receipts.product_id
),

measured as (
    select supplier_id, null as product_id, receipts, mean_days, sd_days, p50_days, p90_days from by_supplier
    union all
    select supplier_id, product_id, receipts, mean_days, sd_days, p50_days, p90_days from by_sku
),

numbered as (
    select
        row_number() over (order by measured.supplier_id, measured.product_id nulls first) as id,
        measured.supplier_id,
        cast(measured.product_id as bigint) as product_id,
        cast(measured.receipts as integer) as receipts,
        suppliers.lead_time_days as stated_days,
        round(measured.mean_days, 6) as mean_days,
        round(measured.sd_days, 6) as sd_days,
        round(measured.p50_days, 6) as p50_days,
        round(measured.p90_days, 6) as p90_days
    from measured
    inner join suppliers on measured.supplier_id = suppliers.supplier_id
)

select * from numbered
