-- Reversals of which no unit belongs to a known order line are kept as refused rows, until one does.
insert into raw.rejected_rows (batch_id, table_name, line_no, reason, message, row)
select
    reversal.batch_id,
    'online_retail_ii',
    reversal.line_no,
    'UNMATCHED_RETURN',
    format(
        'No line of this product was sold to this customer before %s took back %s of it.',
        reversal.reversal_no, reversal.quantity
    ),
    jsonb_build_object(
        'invoice', reversal.reversal_no,
        'stock_code', product.sku,
        'quantity', (-reversal.quantity)::text,
        'invoice_date', to_char(reversal.reversed_at, 'YYYY-MM-DD HH24:MI:SSTZH:TZM'),
        'price', reversal.unit_price::text,
        'customer_id', reversal.customer_ref
    )
from raw.reversals as reversal
inner join pg_temp.open_reversals as candidate on reversal.id = candidate.id
inner join raw.products as product on reversal.product_id = product.id
where
    reversal.matched_quantity = 0
    and not exists (
        select from raw.rejected_rows as held
        where
            held.batch_id = reversal.batch_id
            and held.line_no = reversal.line_no
            and held.reason = 'UNMATCHED_RETURN'
            and held.resolved_at is null
    )
order by reversal.batch_id, reversal.line_no
returning batch_id
