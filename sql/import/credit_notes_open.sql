-- The credit notes to be matched (again): new ones, and those whose customer (or order) and product got new lines.
create temporary table open_reversals on commit drop as
with written as (
    select
        coalesce('customer ' || ordering.customer_ref, 'order ' || ordering.id::text) as party,
        item.product_id,
        item.units_per_item
    from raw.order_items as item
    inner join raw.orders as ordering on item.order_id = ordering.id
    where item.batch_id = :batch_id and item.product_id in (select known.product_id from raw.reversals as known)
),

credits as (
    select
        reversal.*,
        coalesce('customer ' || ordering.customer_ref, 'order ' || ordering.id::text) as party
    from raw.reversals as reversal
    inner join raw.orders as ordering on reversal.order_id = ordering.id
),

touched as (
    select
        party,
        product_id,
        units_per_item
    from written
    union
    select
        party,
        product_id,
        units_per_item
    from credits
    where batch_id = :batch_id
)

select credits.*
from credits
inner join touched
    on
        credits.party = touched.party
        and credits.product_id = touched.product_id
        and credits.units_per_item = touched.units_per_item
