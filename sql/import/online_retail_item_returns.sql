-- The sum of a line's reversals, and the time of the last.
update raw.order_items as item
set returned_quantity = summed.quantity, returned_at = summed.returned_at, batch_id = :batch_id
from (
    select
        line.item_id,
        coalesce(sum(held.quantity), 0) as quantity,
        max(held.returned_at) filter (where held.quantity > 0) as returned_at
    from pg_temp.reversible as line
    left join raw.order_returns as held on line.item_id = held.order_item_id
    group by line.item_id
) as summed
where
    item.id = summed.item_id
    and (item.returned_quantity, item.returned_at) is distinct from (summed.quantity, summed.returned_at)
