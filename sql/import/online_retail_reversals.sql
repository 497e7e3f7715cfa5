-- Lines of C invoices, as delivered; matching comes after.
insert into raw.reversals (
    reversal_no, customer_ref, product_id, reversed_at, quantity, unit_price, line_no, row_hash, batch_id
)
select
    line.invoice,
    line.customer_id,
    product.id,
    line.invoice_date,
    -line.quantity,
    line.price,
    line.source_line,
    line.row_hash,
    :batch_id
from pg_temp.checked as line
inner join raw.products as product on line.stock_code = product.sku and product.deleted_at is null
where line.problem is null and not line.is_copy and left(line.invoice, 1) in ('C', 'c')
order by line.invoice_date, line.row_hash
on conflict (row_hash) do nothing
