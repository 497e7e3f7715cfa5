with layers as (
    select demand_layers.*
    from demand_layers
    cross join feed_window
    where demand_layers.stat_date > feed_window.data_until - 364
),

unmet as (
    select stockout_demand.*
    from stockout_demand
    cross join feed_window
    where stockout_demand.stock_date > feed_window.data_until - 364
),

products as (
    select * from stg_products
),

shares as (
    select * from lost_shares
),

effects as (
    select * from promotion_effects
),

decisions as (
    select * from raw_demand_decisions
),

outliers as (
    select
        product_id,
        'OUTLIER' as layer,
        count(*) as days,
        -sum(outlier_units) as units
    from layers
    where outlier_units > 0
    group by product_id
),

stockouts as (
    select
        product_id,
        'STOCKOUT' as layer,
        count(*) as days,
        sum(unmet_units) as units
    from unmet
    where unmet_units > 0
    group by product_id
),

promotions as (
    select
        product_id,
        'PROMOTION' as layer,
        count(*) as days,
        -sum(promotion_units) as units
    from layers
    where promotion_units > 0
    group by product_id
),

found as (
    select * from outliers
    union all
    select * from stockouts
    union all
    select * from promotions
),

corrections as (
    select
        found.product_id,
        found.layer,
        cast(found.days as integer) as days,
        cast(
            if(found.layer = 'STOCKOUT', found.units * coalesce(shares.lost_share, 0), found.units) as double
        ) as units,
        case found.layer when 'STOCKOUT' then shares.lost_share when 'PROMOTION' then effects.promotion_share end
            as share,
        case found.layer
            when 'STOCKOUT' then shares.lost_share_low when 'PROMOTION' then effects.promotion_share_low
        end as share_low,
        case found.layer
            when 'STOCKOUT' then shares.lost_share_high when 'PROMOTION' then effects.promotion_share_high
        end as share_high,
        case found.layer
            when 'PROMOTION' then coalesce(decisions.decision = 'ACCEPTED', false)
            when 'STOCKOUT'
                then coalesce(shares.is_identified, false) and coalesce(decisions.decision <> 'REFUSED', true)
            else coalesce(decisions.decision <> 'REFUSED', true)
        end as is_applied,
        decisions.decision
    from found
    inner join products on found.product_id = products.product_id
    left join shares on coalesce(products.category, '') = shares.category
    left join effects on found.product_id = effects.product_id
    left join decisions on found.product_id = decisions.product_id and found.layer = decisions.layer
)

select * from corrections
