-- Lines that the file gives zero units, and since when: the row's own time, or that of the newest known order.
create temporary table removed_lines on commit drop as
select
    item.id as item_id,
    greatest(
        coalesce(min(checked.cancelled_at), least(now(), (select max(newest.ordered_at) from raw.orders as newest))),
        min(ordering.ordered_at)
    ) as removed_at
from pg_temp.checked as checked
inner join raw.order_items as item on checked.order_id = item.order_id and checked.line_no = item.line_no
inner join raw.orders as ordering on item.order_id = ordering.id
where checked.set_aside = 'ZERO_QUANTITY' and checked.problem is null
group by item.id
