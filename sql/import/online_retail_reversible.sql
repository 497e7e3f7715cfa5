-- The order lines that the open reversals may belong to: same customer, same product.
create temporary table reversible on commit drop as
with groups as (
    select distinct
        customer_ref,
        product_id
    from pg_temp.open_reversals
    where customer_ref is not null
)

select
    item.id as item_id,
    item.order_id,
    ordering.customer_ref,
    item.product_id,
    ordering.ordered_at,
    ordering.order_no,
    item.quantity,
    item.unit_price,
    item.row_hash
from groups
inner join raw.order_items as item on groups.product_id = item.product_id
inner join raw.orders as ordering on item.order_id = ordering.id and groups.customer_ref = ordering.customer_ref
