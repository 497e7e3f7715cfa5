with products as (
    select * from stg_products
),

words as (
    select
        product_id,
        unnest(list_distinct(regexp_extract_all(upper(name), '\p{L}{2,}'))) as word
    from products
),

shared as (
    select product_id, 'category ' || category as term from products
    where category is not null
    union all
    select product_id, 'brand ' || brand as term from products
    where brand is not null
    union all
    select product_id, 'word ' || word as term from words
),

counted as (
    select term, count(*) as skus
    from shared
    group by term
    having
        count(*) >= 5
        and (count(*) <= greatest(100, 0.15 * (select count(*) from products)) or term like 'category %')
),

numbered as (
    select term, skus, row_number() over (order by term) - 1 as group_id
    from counted
),

members as (
    select
        shared.product_id as unique_id,
        numbered.group_id,
        1 / sqrt(numbered.skus) as weight
    from shared
    inner join numbered on shared.term = numbered.term
)

select * from members
