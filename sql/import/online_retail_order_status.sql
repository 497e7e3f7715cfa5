-- An order whose every unit was cancelled is cancelled, since the last of it was; new lines may revive it.
update raw.orders as ordering
set
    status = case when judged.is_cancelled then 'CANCELLED' else 'PLACED' end,
    cancelled_at = case when judged.is_cancelled then judged.cancelled_at end,
    batch_id = :batch_id
from (
    select
        item.order_id,
        sum(item.quantity) = sum(coalesce(cancelled.quantity, 0)) as is_cancelled,
        max(cancelled.returned_at) as cancelled_at
    from raw.order_items as item
    left join (
        select
            order_item_id,
            sum(quantity) as quantity,
            max(returned_at) as returned_at
        from raw.order_returns
        where kind = 'CANCELLATION' and quantity > 0
        group by order_item_id
    ) as cancelled on item.id = cancelled.order_item_id
    where
        item.order_id in (select line.order_id from pg_temp.reversible as line)
        or item.order_id in (
            select fresh.order_id
            from pg_temp.new_lines as fresh
            inner join raw.orders as known on fresh.order_id = known.id
            where known.status = 'CANCELLED'
        )
    group by item.order_id
) as judged
where
    ordering.id = judged.order_id
    and (ordering.status = 'CANCELLED', ordering.cancelled_at)
    is distinct from (judged.is_cancelled, case when judged.is_cancelled then judged.cancelled_at end)
