-- A line that is not cancelled any more takes its cancellation back, visibly: quantity 0.
update raw.order_returns as reversal
set quantity = 0, batch_id = :batch_id
from pg_temp.checked as checked
inner join raw.order_items as item on checked.order_id = item.order_id and checked.line_no = item.line_no
where
    reversal.order_item_id = item.id
    and reversal.source_ref = 'line-status'
    and item.batch_id = :batch_id
    and item.status is distinct from 'CANCELLED'
    and reversal.quantity <> 0
