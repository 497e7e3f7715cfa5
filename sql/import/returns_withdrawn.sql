-- A line that no longer says anything was returned takes its event back, visibly: quantity 0.
update raw.order_returns as reversal
set quantity = 0, batch_id = item.batch_id
from pg_temp.checked as checked
inner join raw.order_items as item on checked.order_id = item.order_id and checked.line_no = item.line_no
where
    reversal.order_item_id = item.id
    and reversal.source_ref = 'line'
    and item.batch_id = :batch_id
    and item.returned_quantity = 0
    and reversal.quantity <> 0
