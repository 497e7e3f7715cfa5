-- When an order's time was corrected, a return may become a cancellation or the other way round.
update raw.order_returns as reversal
set kind = judged.kind, batch_id = :batch_id
from (
    select
        item.id,
        case
            when item.returned_at <= ordering.ordered_at + make_interval(hours => :cancellation_hours)
                then 'CANCELLATION'
            else 'RETURN'
        end as kind
    from pg_temp.checked as checked
    inner join raw.orders as ordering on checked.order_no = ordering.order_no
    inner join raw.order_items as item on ordering.id = item.order_id
    where ordering.batch_id = :batch_id and item.returned_quantity > 0
) as judged
where reversal.order_item_id = judged.id and reversal.source_ref = 'line' and reversal.kind <> judged.kind
