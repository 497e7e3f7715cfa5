-- A credit note's line whose number is known changes with the file.
update raw.reversals as reversal
set
    customer_ref = ordering.customer_ref,
    product_id = checked.product_id,
    reversed_at = coalesce(checked.returned_at, ordering.ordered_at),
    quantity = -checked.quantity,
    matched_quantity = least(reversal.matched_quantity, -checked.quantity),
    unit_price = checked.unit_price,
    units_per_item = coalesce(checked.units_per_item, 1),
    row_hash = checked.row_hash,
    batch_id = :batch_id
from pg_temp.checked as checked
inner join raw.orders as ordering on checked.order_id = ordering.id
where
    reversal.order_id = checked.order_id
    and reversal.order_line_no = checked.line_no
    and reversal.row_hash <> checked.row_hash
    and checked.set_aside = 'CREDIT_NOTE'
    and checked.problem is null
    and not exists (select from raw.reversals as taken where taken.row_hash = checked.row_hash)
