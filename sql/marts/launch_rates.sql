with products as (
    select * from stg_products
),

feed as (
    select * from feed_window
),

demand as (
    select * from demand_daily
),

firsts as (
    select
        unique_id,
        min(ds) as first_ds,
        max(paid_price) as price
    from demand
    group by unique_id
),

described as (
    select
        products.product_id,
        coalesce(products.category, '') as category,
        coalesce(cast(products.list_price as double), firsts.price) as price,
        firsts.first_ds
    from products
    inner join firsts on products.product_id = firsts.unique_id
),

-- a first day in the feed's first month may be no launch at all
launched as (
    select
        described.product_id,
        described.category,
        described.price,
        cast(cast(sum(cast(demand.y as decimal(14, 3))) as double) / 28 as decimal(18, 9)) as units_a_day
    from described
    inner join feed on feed.data_from + 28 < described.first_ds and described.first_ds + 27 <= feed.data_until
    inner join demand
        on described.product_id = demand.unique_id and demand.ds between described.first_ds and described.first_ds + 27
    group by described.product_id, described.category, described.price
),

whole as (
    select coalesce(cast(sum(units_a_day) as double) / nullif(count(*), 0), 0) as rate from launched
),

-- five launches at the rate of all are added, so that one lucky launch is not a rule
by_category as (
    select
        category,
        median(price) as middle_price,
        (cast(sum(units_a_day) as double) + 5 * any_value(whole.rate)) / (count(*) + 5) as rate
    from launched
    cross join whole
    group by category
),

banded as (
    select
        launched.category,
        launched.price > by_category.middle_price as is_dear,
        (cast(sum(launched.units_a_day) as double) + 5 * any_value(by_category.rate)) / (count(*) + 5) as rate
    from launched
    inner join by_category on launched.category = by_category.category
    where launched.price is not null
    group by launched.category, is_dear
),

rates as (
    select
        described.product_id as unique_id,
        coalesce(banded.rate, by_category.rate, whole.rate) as units_a_day
    from described
    cross join whole
    left join by_category on described.category = by_category.category
    left join banded
        on described.category = banded.category and (described.price > by_category.middle_price) = banded.is_dear
)

select * from rates
