with products as (
    select
        *,
        is_stocked and coalesce(discontinued_on > $as_of, true) as is_awaited
    from stg_products
),

positions as (
    select * from stock_positions
),

negative as (
    select distinct product_id from stg_inventory
    where on_hand < 0 and stock_date > cast($as_of as date) - 28
),

lines as (
    select
        product_id,
        count(*) as loaded_lines
    from stg_order_items
    group by product_id
),

rejected as (
    select * from raw_rejected_rows
),

facts as (
    select
        products.product_id,
        products.is_stocked and positions.stock_as_of is null as is_stock_unknown,
        positions.is_stock_stale and products.is_awaited as is_stock_stale,
        positions.is_stock_absent and products.is_awaited as is_stock_absent,
        products.is_stocked and negative.product_id is not null as is_stock_negative,
        products.is_stocked and products.unit_cost is null as is_cost_missing,
        coalesce(rejected.rejected_rows / (coalesce(lines.loaded_lines, 0) + rejected.rejected_rows), 0)
            as rejected_share
    from products
    inner join positions on products.product_id = positions.product_id
    left join negative on products.product_id = negative.product_id
    left join lines on products.product_id = lines.product_id
    left join rejected on products.sku = rejected.sku
),

scored as (
    select
        product_id,
        is_stock_unknown,
        is_stock_stale,
        is_stock_absent,
        is_stock_negative,
        is_cost_missing,
        round(rejected_share, 6) as rejected_share,
        2 * cast(is_stock_unknown as integer)
        + cast(is_stock_stale or is_stock_absent as integer)
        + cast(is_stock_negative as integer)
        + cast(is_cost_missing as integer)
        + if(rejected_share > 0.01, 1, 0)
        + if(rejected_share > 0.05, 1, 0) as points
    from facts
),

grades as (
    select
        unnest([0, 1, 2, 3, 4]) as points,
        unnest(['A', 'B', 'C', 'C', 'D']) as grade
),

graded as (
    select
        scored.*,
        own.grade as trust_grade,
        shorter.grade as short_history_grade
    from scored
    inner join grades as own on least(scored.points, 4) = own.points
    inner join grades as shorter on least(scored.points + 1, 4) = shorter.points
),

widened as (
    select
        *,
        case trust_grade when 'A' then 1.0 when 'B' then 1.1 when 'C' then 1.25 else 1.5 end as interval_factor
    from graded
)

select * from widened
