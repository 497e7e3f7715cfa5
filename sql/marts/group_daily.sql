with demand as (
    select * from demand_daily
    where y > 0
),

members as (
    select * from sku_groups
),

totals as (
    select
        members.group_id,
        demand.ds,
        cast(sum(cast(ln(1 + demand.y) as decimal(18, 9))) as double) as total
    from demand
    inner join members on demand.unique_id = members.unique_id
    group by members.group_id, demand.ds
)

select * from totals
