-- Products that a code may be: by their code without case, punctuation and leading zeros of numbers, barcode, or name.
with asked as (
    select
        given.code,
        given.option,
        regexp_replace(
            regexp_replace(lower(given.code), '[[:space:][:punct:]]', '', 'g'), '(^|[^0-9])0+([0-9])', '\1\2', 'g'
        ) as folded_code,
        regexp_replace(lower(given.code), '[[:space:][:punct:]]', '', 'g') as folded_text,
        regexp_replace(lower(given.option), '[[:space:][:punct:]]', '', 'g') as folded_option
    from unnest(cast(:codes as text[]), cast(:options as text[])) as given (code, option)
),

products as materialized (
    select
        id,
        sku,
        name,
        barcode,
        regexp_replace(
            regexp_replace(lower(sku), '[[:space:][:punct:]]', '', 'g'), '(^|[^0-9])0+([0-9])', '\1\2', 'g'
        ) as folded_sku,
        regexp_replace(lower(name), '[[:space:][:punct:]]', '', 'g') as folded_name
    from raw.products
    where deleted_at is null
),

found as (
    select
        asked.code,
        asked.option,
        products.id as product_id,
        'SAME_BARCODE' as reason,
        1 as place
    from asked
    inner join products on asked.code = products.barcode
    union all
    select
        asked.code,
        asked.option,
        products.id,
        'SAME_CODE',
        2
    from asked
    inner join products on asked.folded_code = products.folded_sku and asked.folded_code <> ''
    union all
    select
        asked.code,
        asked.option,
        products.id,
        'SAME_NAME',
        3
    from asked
    inner join products on asked.folded_text = products.folded_name and asked.folded_text <> ''
    union all
    select
        asked.code,
        asked.option,
        products.id,
        'SAME_NAME',
        4
    from asked
    inner join products on asked.folded_option = products.folded_name and asked.folded_option <> ''
),

best as (
    select distinct on (code, option, product_id) *
    from found
    order by code, option, product_id, place
),

ranked as (
    select
        *,
        row_number() over (partition by code, option order by place, product_id) as rank
    from best
)

select
    ranked.code,
    ranked.option,
    ranked.product_id,
    ranked.reason,
    products.sku,
    products.name
from ranked
inner join products on ranked.product_id = products.id
where ranked.rank <= 5
order by ranked.code, ranked.option, ranked.rank
