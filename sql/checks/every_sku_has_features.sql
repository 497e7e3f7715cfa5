with products as (
    select product_id from stg_products
),

features as (
    select product_id from sku_features
),

broken as (
    select products.product_id
    from products
    anti join features on products.product_id = features.product_id
)

select * from broken
