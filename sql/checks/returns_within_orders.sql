with items as (
    select * from stg_order_items
),

returned as (
    select
        order_item_id,
        sum(returned_units) as returned_units
    from stg_returns
    group by order_item_id
),

broken as (
    select
        items.order_item_id,
        items.sold_units,
        returned.returned_units
    from items
    inner join returned on items.order_item_id = returned.order_item_id
    where returned.returned_units > items.sold_units
)

select * from broken
