-- Lines of non-products, returns without an order, and codes that wait for their product say nothing about how far a SKU's
-- own rows can be trusted.
select
    trim(coalesce("row" ->> 'sku', "row" ->> 'product', "row" ->> 'product_sku', "row" ->> 'StockCode')) as sku,
    count(*) as rejected_rows
from raw.rejected_rows
where
    resolved_at is null
    and reason not in ('NON_PRODUCT', 'UNMATCHED_RETURN')
    and not (reason = 'UNKNOWN_REFERENCE' and message like 'product %')
    and coalesce("row" ->> 'sku', "row" ->> 'product', "row" ->> 'product_sku', "row" ->> 'StockCode') is not null
group by 1
