-- Count what the sales lines call each product.
insert into raw.product_descriptions (product_id, description, lines)
select
    product_id,
    description,
    count(*)
from pg_temp.new_lines
where description is not null and description <> 'nan'
group by product_id, description
order by product_id, description
on conflict (product_id, description) do update
    set lines = product_descriptions.lines + excluded.lines
