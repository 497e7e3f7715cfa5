-- What order lines say about their own returns, as events; soon after the order it is a cancellation.
-- Distinct, since a line may be in the file more than once.
insert into raw.order_returns (order_item_id, source_ref, kind, quantity, returned_at, reason, batch_id)
select distinct
    item.id,
    'line',
    case
        when item.returned_at <= ordering.ordered_at + make_interval(hours => :cancellation_hours) then 'CANCELLATION'
        else 'RETURN'
    end,
    item.returned_quantity,
    item.returned_at,
    item.return_reason,
    item.batch_id
from pg_temp.checked as checked
inner join raw.order_items as item on checked.order_id = item.order_id and checked.line_no = item.line_no
inner join raw.orders as ordering on item.order_id = ordering.id
where item.batch_id = :batch_id and item.returned_quantity > 0
on conflict (order_item_id, source_ref) do update
    set
        kind = excluded.kind, quantity = excluded.quantity, returned_at = excluded.returned_at,
        reason = excluded.reason, batch_id = excluded.batch_id
    where
    (order_returns.kind, order_returns.quantity, order_returns.returned_at, order_returns.reason)
    is distinct from (excluded.kind, excluded.quantity, excluded.returned_at, excluded.reason)
