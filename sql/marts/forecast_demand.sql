with demand as (
    select * from demand_daily
),

promotions as (
    select * from stg_promotions
),

stats as (
    select * from sku_daily_stats
),

products as (
    select * from stg_products
),

refusals as (
    select distinct product_id from raw_demand_decisions
    where layer = 'STOCKOUT' and decision = 'REFUSED'
),

shares as (
    select * from lost_shares
    where is_identified
),

unknown as (
    select
        unmet.product_id,
        unmet.stock_date,
        unmet.unmet_units
    from stockout_demand as unmet
    anti join shares on unmet.category = shares.category
    anti join refusals on unmet.product_id = refusals.product_id
),

joined as (
    select
        demand.unique_id,
        demand.ds,
        demand.y + coalesce(unknown.unmet_units, 0) as y,
        demand.paid_price,
        demand.ad_spend,
        coalesce(demand.is_stockout, false) as is_stockout,
        cast(coalesce(promotions.discount_rate, 0) as double) as discount_rate,
        coalesce(stats.returned_units, 0) as returned_units,
        coalesce(stats.order_count, 0) as order_count
    from demand
    left join promotions on demand.unique_id = promotions.product_id and demand.ds = promotions.promotion_date
    left join stats on demand.unique_id = stats.product_id and demand.ds = stats.stat_date
    left join unknown on demand.unique_id = unknown.product_id and demand.ds = unknown.stock_date
),

firsts as (
    select unique_id, min(ds) as first_ds
    from demand
    group by unique_id
),

inherited as (
    select
        products.replaced_by_id as unique_id,
        joined.ds,
        sum(joined.y) as y,
        max(joined.paid_price) as paid_price,
        sum(joined.ad_spend) as ad_spend,
        bool_and(joined.is_stockout) as is_stockout,
        max(joined.discount_rate) as discount_rate,
        cast(sum(joined.returned_units) as integer) as returned_units,
        cast(sum(joined.order_count) as integer) as order_count
    from joined
    inner join products on joined.unique_id = products.product_id
    inner join firsts on products.replaced_by_id = firsts.unique_id and joined.ds < firsts.first_ds
    where products.replaced_by_id <> products.product_id
    group by products.replaced_by_id, joined.ds
),

whole as (
    select * from joined
    union all by name
    select * from inherited
)

select * from whole
