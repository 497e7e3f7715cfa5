with products as (
    select * from stg_products
),

segments as (
    select * from sku_segments
),

positions as (
    select * from stock_positions
),

feed as (
    select count(*) > 0 as reports_stock from stg_inventory
),

receipts as (
    select distinct product_id from stg_movements
    where move_reason = 'RECEIPT'
),

stages as (
    select
        products.product_id,
        case
            when not products.is_stocked then 'NOT_STOCKED'
            when products.discontinued_on <= $as_of then 'DISCONTINUED'
            when products.launched_on > $as_of then 'UPCOMING'
            when products.discontinued_on is not null then 'ENDING'
            when segments.demand_class = 'NEW' then 'NEW'
            when
                feed.reports_stock
                and positions.stock_as_of is null
                and receipts.product_id is null
                and positions.on_order = 0
                then 'NOT_STOCKED'
            when segments.demand_class = 'DORMANT' then 'DORMANT'
            else 'ACTIVE'
        end as lifecycle
    from products
    inner join segments on products.product_id = segments.product_id
    inner join positions on products.product_id = positions.product_id
    left join receipts on products.product_id = receipts.product_id
    cross join feed
)

select * from stages
