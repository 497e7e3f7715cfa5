-- Sales lines that no order has yet, known by their content, since the layout numbers no lines.
create temporary table new_lines on commit drop as
select
    line.row_hash,
    line.quantity,
    line.price,
    line.description,
    ordering.id as order_id,
    ordering.customer_ref,
    product.id as product_id
from pg_temp.checked as line
inner join raw.orders as ordering on line.invoice = ordering.order_no
inner join raw.products as product on line.stock_code = product.sku and product.deleted_at is null
left join raw.order_items as item on ordering.id = item.order_id and line.row_hash = item.row_hash
where line.problem is null and not line.is_copy and line.quantity > 0 and line.price > 0 and item.id is null
