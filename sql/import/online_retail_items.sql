-- New lines are numbered on from the order's last one, by content, so that the file's order does not matter.
insert into raw.order_items (order_id, line_no, product_id, quantity, unit_price, row_hash, batch_id)
with lasts as (
    select
        order_id,
        max(line_no) as line_no
    from raw.order_items
    where order_id in (select fresh.order_id from pg_temp.new_lines as fresh)
    group by order_id
)

select
    line.order_id,
    coalesce(lasts.line_no, 0) + row_number() over (partition by line.order_id order by line.row_hash),
    line.product_id,
    line.quantity,
    line.price,
    line.row_hash,
    :batch_id
from pg_temp.new_lines as line
left join lasts on line.order_id = lasts.order_id
