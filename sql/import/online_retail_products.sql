-- A product for every stock code that is new; its name follows from the descriptions of its sales.
insert into raw.products (sku, name, currency, batch_id)
select distinct
    line.stock_code as sku,
    line.stock_code as name,
    :currency,
    cast(:batch_id as bigint)
from pg_temp.checked as line
where
    line.problem is null
    and not line.is_copy
    and not exists (
        select from raw.products as known
        where known.sku = line.stock_code and known.deleted_at is null
    )
order by line.stock_code
