-- Count what the sales lines call each product.
insert into raw.product_descriptions (product_id, description, lines)
select
    line.product_id,
    named.description,
    count(*)
from pg_temp.new_lines as line
cross join lateral (select regexp_replace(trim(line.description), '\s+', ' ', 'g') as description) as named
where line.description is not null and line.description <> 'nan'
group by line.product_id, named.description
order by line.product_id, named.description
on conflict (product_id, description) do update
    set lines = product_descriptions.lines + excluded.lines
