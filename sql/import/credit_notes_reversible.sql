-- The order lines that the open credit notes may belong to, with the units that nothing else took back.
create temporary table reversible on commit drop as
with groups as (
    select distinct
        party,
        customer_ref,
        order_id,
        product_id,
        units_per_item
    from pg_temp.open_reversals
),

lines as (
    select distinct
        groups.party,
        item.id as item_id
    from groups
    inner join raw.order_items as item
        on groups.product_id = item.product_id and groups.units_per_item = item.units_per_item
    inner join raw.orders as ordering on item.order_id = ordering.id
    where groups.party = coalesce('customer ' || ordering.customer_ref, 'order ' || ordering.id::text)
)

select
    lines.party,
    item.id as item_id,
    item.order_id,
    item.product_id,
    item.units_per_item,
    item.unit_price,
    item.line_no,
    ordering.ordered_at,
    ordering.order_no,
    item.quantity - least(coalesce(others.quantity, 0), item.quantity) as quantity
from lines
inner join raw.order_items as item on lines.item_id = item.id
inner join raw.orders as ordering on item.order_id = ordering.id
left join lateral (
    select sum(held.quantity) as quantity
    from raw.order_returns as held
    where held.order_item_id = item.id and held.source_ref not like 'credit-note:%'
) as others on true
