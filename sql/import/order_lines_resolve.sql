-- The listing in force on an order's day says what a line's code draws: one of its channel and option before a wider one.
update pg_temp.checked as line
set code = line.product, product_id = found.product_id, listing_id = found.listing_id, units_per_item = found.units
from (
    select distinct on (asked.source_line)
        asked.source_line,
        listing.id as listing_id,
        content.product_id,
        content.units
    from pg_temp.checked as asked
    inner join raw.orders as ordering on asked.order_id = ordering.id
    inner join raw.listings as listing
        on
            asked.product = listing.code
            and listing.channel in ('', coalesce(ordering.channel, ''))
            and listing.option in ('', coalesce(asked.option, ''))
            and ordering.ordered_at::date between listing.valid_from and coalesce(listing.valid_to, 'infinity')
    inner join raw.listing_lines as content on listing.id = content.listing_id
    where asked.problem is null
    order by asked.source_line, listing.channel = '', listing.option = '', listing.valid_from desc
) as found
where line.source_line = found.source_line
