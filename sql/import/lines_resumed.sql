-- A line that is named again counts again.
update raw.order_returns as reversal
set quantity = 0, batch_id = :batch_id
from pg_temp.checked as checked
inner join raw.order_items as item on checked.order_id = item.order_id and checked.line_no = item.line_no
where
    reversal.order_item_id = item.id
    and reversal.source_ref = 'line-removed'
    and reversal.quantity <> 0
    and checked.problem is null
    and checked.set_aside is null
returning item.batch_id = :batch_id as is_written
