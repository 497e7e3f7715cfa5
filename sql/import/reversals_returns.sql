-- One event per order line and reversal (credit note); soon after the order it is a cancellation. Its reference begins
-- with a prefix of its kind.
insert into raw.order_returns (order_item_id, source_ref, kind, quantity, returned_at, batch_id)
select
    matched.item_id,
    cast(:prefix as text) || reversal.reversal_no,
    case
        when
            max(reversal.reversed_at) <= max(line.ordered_at) + make_interval(hours => :cancellation_hours)
            then 'CANCELLATION'
        else 'RETURN'
    end,
    sum(matched.quantity),
    max(reversal.reversed_at),
    max(reversal.batch_id)
from pg_temp.matches as matched
inner join pg_temp.open_reversals as reversal on matched.reversal_id = reversal.id
inner join pg_temp.reversible as line on matched.item_id = line.item_id
group by matched.item_id, reversal.reversal_no
order by max(reversal.reversed_at), matched.item_id
on conflict (order_item_id, source_ref) do update
    set
        kind = excluded.kind, quantity = excluded.quantity,
        returned_at = excluded.returned_at, batch_id = excluded.batch_id
    where
    (order_returns.kind, order_returns.quantity, order_returns.returned_at)
    is distinct from (excluded.kind, excluded.quantity, excluded.returned_at)
