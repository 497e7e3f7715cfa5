-- Lines that a file leaves out, though it holds all lines of the orders that it names. An order with a row that can't be
-- read keeps its lines, and so do all orders of a file with a line that is not a row: it may have been theirs.
insert into pg_temp.removed_lines (item_id, removed_at)
with named as (
    select distinct order_id
    from pg_temp.checked
    where order_id is not null
),

unreadable as (
    select ordering.id as order_id
    from pg_temp.staged as staged
    inner join pg_temp.checked as checked on staged.source_line = checked.source_line
    inner join raw.orders as ordering on btrim(staged."order", E' \t\r\n\u00a0\ufeff') = ordering.order_no
    where checked.problem is not null and checked.order_id is null
)

select
    item.id,
    greatest(least(now(), (select max(newest.ordered_at) from raw.orders as newest)), ordering.ordered_at)
from raw.order_items as item
inner join named on item.order_id = named.order_id
inner join raw.orders as ordering on item.order_id = ordering.id
where
    not exists (select from pg_temp.staged as staged where staged.fault is not null)
    and not exists (select from unreadable where unreadable.order_id = item.order_id)
    and not exists (
        select from pg_temp.checked as line
        where line.order_id = item.order_id and line.line_no = item.line_no
    )
