-- A removed line's units stop counting since then, those that came back otherwise apart; later files don't move that time.
insert into raw.order_returns (order_item_id, source_ref, kind, quantity, returned_at, batch_id)
select
    item.id,
    'line-removed',
    'CANCELLATION',
    item.quantity - coalesce(others.quantity, 0),
    removed.removed_at,
    cast(:batch_id as bigint)
from pg_temp.removed_lines as removed
inner join raw.order_items as item on removed.item_id = item.id
left join lateral (
    select sum(held.quantity) as quantity
    from raw.order_returns as held
    where held.order_item_id = item.id and held.source_ref <> 'line-removed'
) as others on true
where item.quantity > coalesce(others.quantity, 0)
on conflict (order_item_id, source_ref) do update
    set quantity = excluded.quantity, returned_at = excluded.returned_at, batch_id = excluded.batch_id
    where order_returns.quantity = 0
