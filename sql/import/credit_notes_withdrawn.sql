-- An earlier match that no longer holds is taken back, visibly: quantity 0.
update raw.order_returns as held
set quantity = 0, batch_id = :batch_id
from pg_temp.reversible as line
where
    held.order_item_id = line.item_id
    and held.source_ref like 'credit-note:%'
    and held.quantity > 0
    and not exists (
        select from pg_temp.matches as matched
        inner join pg_temp.open_reversals as reversal on matched.reversal_id = reversal.id
        where
            matched.item_id = held.order_item_id
            and 'credit-note:' || reversal.reversal_no = held.source_ref
    )
