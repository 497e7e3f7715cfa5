-- Of warehouses whose whole stock a file holds, what it leaves out is not there at the time of its newest row.
insert into raw.inventory (product_id, warehouse_code, snapshot_at, on_hand, reserved, in_transit, batch_id)
with reports as (
    select
        warehouse_code,
        max(snapshot_at) as snapshot_at
    from pg_temp.checked
    where problem is null
    group by warehouse_code
),

listed as (
    select distinct
        product_id,
        warehouse_code
    from pg_temp.checked
    where product_id is not null
),

unreadable as (
    select btrim(staged.product, E' \t\r\n\u00a0\ufeff') as sku
    from pg_temp.staged as staged
    inner join pg_temp.checked as checked on staged.source_line = checked.source_line
    where checked.problem is not null
)

select distinct
    known.product_id,
    known.warehouse_code,
    reports.snapshot_at,
    0,
    0,
    0,
    cast(:batch_id as bigint)
from raw.inventory as known
inner join reports on known.warehouse_code = reports.warehouse_code and known.snapshot_at < reports.snapshot_at
inner join raw.products as product on known.product_id = product.id and product.deleted_at is null
left join listed on known.product_id = listed.product_id and known.warehouse_code = listed.warehouse_code
where
    listed.product_id is null
    and product.sku not in (select unreadable.sku from unreadable where unreadable.sku is not null)
    and not exists (select from pg_temp.staged as staged where staged.fault is not null)
on conflict (product_id, warehouse_code, snapshot_at) do nothing
