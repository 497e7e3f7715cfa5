-- A product is named by its most frequent description (of several the first in the alphabet),
-- unless a product list has named it.
update raw.products as product
set name = chosen.description, batch_id = :batch_id
from (
    select distinct on (described.product_id)
        described.product_id,
        described.description
    from raw.product_descriptions as described
    where described.product_id in (select fresh.product_id from pg_temp.new_lines as fresh)
    order by described.product_id asc, described.lines desc, described.description collate "C"
) as chosen
where
    product.id = chosen.product_id
    and product.name <> chosen.description
    and product.batch_id in (
        select batch.id from raw.import_batches as batch
        where batch.profile = 'online-retail-ii'
    )
