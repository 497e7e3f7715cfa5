-- What the listings of a file draw, as the file says now.
insert into raw.listing_lines (listing_id, product_id, units, row_hash, batch_id)
select
    listing.id,
    checked.product_id,
    checked.units,
    checked.row_hash,
    cast(:batch_id as bigint)
from pg_temp.checked as checked
inner join raw.listings as listing
    on
        checked.code = listing.code
        and checked.channel = listing.channel
        and checked.option = listing.option
        and checked.valid_from = listing.valid_from
where listing.batch_id = :batch_id and checked.problem is null and not checked.is_copy
on conflict (listing_id) do update
    set
        product_id = excluded.product_id, units = excluded.units,
        row_hash = excluded.row_hash, batch_id = excluded.batch_id
