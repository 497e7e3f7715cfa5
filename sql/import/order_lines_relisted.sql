-- Lines sold under these codes draw what the listings say now; a code without a listing is the SKU itself.
with lines as (
    select
        item.id,
        item.code,
        item.option,
        item.order_id
    from raw.order_items as item
    where item.code = any(:codes)
    union all
    select
        item.id,
        product.sku as code,
        item.option,
        item.order_id
    from raw.order_items as item
    inner join raw.products as product on item.product_id = product.id
    where item.code is null and product.sku = any(:codes)
),

resolved as (
    select distinct on (lines.id)
        lines.id,
        case when listing.id is not null then lines.code end as code,
        listing.id as listing_id,
        coalesce(content.product_id, own.id) as product_id,
        coalesce(content.units, 1) as units
    from lines
    inner join raw.orders as ordering on lines.order_id = ordering.id
    left join raw.listings as listing
        on
            lines.code = listing.code
            and listing.channel in ('', coalesce(ordering.channel, ''))
            and listing.option in ('', coalesce(lines.option, ''))
            and ordering.ordered_at::date between listing.valid_from and coalesce(listing.valid_to, 'infinity')
    left join raw.listing_lines as content on listing.id = content.listing_id
    left join raw.products as own on lines.code = own.sku and own.deleted_at is null
    order by
        lines.id, listing.id is null, listing.channel = '', listing.option = '', listing.valid_from desc
)

update raw.order_items as item
set
    code = resolved.code,
    listing_id = resolved.listing_id,
    product_id = resolved.product_id,
    units_per_item = resolved.units
from resolved
where
    item.id = resolved.id
    and resolved.product_id is not null
    and (item.listing_id, item.product_id, item.units_per_item)
    is distinct from (resolved.listing_id, resolved.product_id, resolved.units)
