-- Credit notes of which no unit belongs to a known order line are kept as refused rows, until one does.
insert into raw.rejected_rows (batch_id, table_name, line_no, reason, message, row)
select
    reversal.batch_id,
    'order_items',
    reversal.line_no,
    'UNMATCHED_RETURN',
    format(
        'No earlier line of this order, or of this customer, sold the product of which %s takes back %s.',
        reversal.reversal_no, reversal.quantity
    ),
    jsonb_build_object(
        'order', reversal.reversal_no,
        'line_no', reversal.order_line_no::text,
        'product', product.sku,
        'quantity', (-reversal.quantity)::text,
        'unit_price', reversal.unit_price::text
    )
from pg_temp.open_reversals as candidate
inner join raw.reversals as reversal on candidate.id = reversal.id
inner join raw.products as product on reversal.product_id = product.id
where
    reversal.matched_quantity = 0
    and not exists (
        select from raw.rejected_rows as held
        where
            held.batch_id = reversal.batch_id
            and held.line_no = reversal.line_no
            and held.table_name = 'order_items'
            and held.reason = 'UNMATCHED_RETURN'
            and held.resolved_at is null
    )
order by reversal.batch_id, reversal.line_no
returning batch_id
