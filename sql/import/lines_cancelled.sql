-- A line that says itself that it is cancelled: the units that did not come back otherwise, since its own time or its order's.
insert into raw.order_returns (order_item_id, source_ref, kind, quantity, returned_at, batch_id)
select distinct
    item.id,
    'line-status',
    'CANCELLATION',
    item.quantity - least(coalesce(others.quantity, 0), item.quantity),
    greatest(coalesce(item.cancelled_at, ordering.ordered_at), ordering.ordered_at),
    cast(:batch_id as bigint)
from pg_temp.checked as checked
inner join raw.order_items as item on checked.order_id = item.order_id and checked.line_no = item.line_no
inner join raw.orders as ordering on item.order_id = ordering.id
left join lateral (
    select sum(held.quantity) as quantity
    from raw.order_returns as held
    where held.order_item_id = item.id and held.source_ref not in ('line-status', 'line-removed')
) as others on true
where item.batch_id = :batch_id and item.status = 'CANCELLED'
on conflict (order_item_id, source_ref) do update
    set quantity = excluded.quantity, returned_at = excluded.returned_at, batch_id = excluded.batch_id
    where
    (order_returns.quantity, order_returns.returned_at) is distinct from (excluded.quantity, excluded.returned_at)
