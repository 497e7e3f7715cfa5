-- When an order's time was corrected, so is that of its lines' cancellations without a time of their own.
update raw.order_returns as reversal
set returned_at = greatest(coalesce(item.cancelled_at, ordering.ordered_at), ordering.ordered_at), batch_id = :batch_id
from pg_temp.checked as checked
inner join raw.orders as ordering on checked.order_no = ordering.order_no
inner join raw.order_items as item on ordering.id = item.order_id
where
    reversal.order_item_id = item.id
    and reversal.source_ref = 'line-status'
    and ordering.batch_id = :batch_id
    and reversal.returned_at <> greatest(coalesce(item.cancelled_at, ordering.ordered_at), ordering.ordered_at)
