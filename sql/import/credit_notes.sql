-- Credit notes as delivered; matching comes after. A row that waited keeps the line that it had in its file.
insert into raw.reversals (
    reversal_no, order_id, order_line_no, customer_ref, product_id, reversed_at, quantity, unit_price, units_per_item,
    line_no, row_hash, batch_id
)
select
    ordering.order_no,
    ordering.id,
    checked.line_no,
    ordering.customer_ref,
    checked.product_id,
    coalesce(checked.returned_at, ordering.ordered_at),
    -checked.quantity,
    checked.unit_price,
    coalesce(checked.units_per_item, 1),
    coalesce(waited.line_no, checked.source_line),
    checked.row_hash,
    cast(:batch_id as bigint)
from pg_temp.checked as checked
inner join raw.orders as ordering on checked.order_id = ordering.id
left join raw.rejected_rows as waited
    on :is_retry and checked.source_line = waited.id and waited.batch_id = cast(:batch_id as bigint)
where checked.set_aside = 'CREDIT_NOTE' and checked.problem is null
order by coalesce(checked.returned_at, ordering.ordered_at), checked.row_hash
on conflict (row_hash) do nothing
