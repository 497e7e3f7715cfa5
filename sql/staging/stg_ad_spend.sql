with spend as (
    select * from raw_ad_spend_daily
),

products as (
    select product_id from stg_products
),

by_sku as (
    select
        spend.product_id,
        spend.spend_date,
        cast(sum(spend.spend_minor) * 0.01 as decimal(14, 2)) as ad_spend,
        cast(sum(spend.impressions) as bigint) as impressions,
        cast(sum(spend.clicks) as bigint) as clicks
    from spend
    inner join products on spend.product_id = products.product_id
    where spend.spend_date <= $as_of
    group by spend.product_id, spend.spend_date
)

select * from by_sku
