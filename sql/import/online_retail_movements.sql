-- Lines without a price are not sales: stock written off, corrected, or given to a customer for nothing (which leaves).
insert into raw.inventory_movements (movement_ref, product_id, moved_at, quantity, reason, note, row_hash, batch_id)
select
    'online-retail-ii:' || encode(line.row_hash, 'hex'),
    product.id,
    line.invoice_date,
    case when line.quantity > 0 and line.customer_id is not null then -line.quantity else line.quantity end,
    case when line.quantity < 0 then 'WRITE_OFF' else 'ADJUSTMENT' end,
    concat_ws(
        ': ',
        'invoice ' || line.invoice || case
            when line.quantity > 0 and line.customer_id is not null then ', free of charge'
            else ''
        end,
        nullif(line.description, 'nan')
    ),
    line.row_hash,
    :batch_id
from pg_temp.checked as line
inner join raw.products as product on line.stock_code = product.sku and product.deleted_at is null
where line.problem is null and not line.is_copy and line.price = 0 and left(line.invoice, 1) not in ('C', 'c')
order by line.invoice_date, line.row_hash
on conflict (movement_ref) do nothing
