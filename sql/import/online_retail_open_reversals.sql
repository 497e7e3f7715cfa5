-- The reversals to be matched (again): new ones, and those whose customer and product got new sales lines.
create temporary table open_reversals on commit drop as
with new_groups as (
    select distinct
        customer_ref,
        product_id
    from pg_temp.new_lines
    where customer_ref is not null
),

touched as (
    select
        customer_ref,
        product_id
    from raw.reversals
    where batch_id = :batch_id and customer_ref is not null
    union
    select
        reversal.customer_ref,
        reversal.product_id
    from raw.reversals as reversal
    inner join new_groups
        on reversal.customer_ref = new_groups.customer_ref and reversal.product_id = new_groups.product_id
)

select reversal.*
from raw.reversals as reversal
inner join touched on reversal.customer_ref = touched.customer_ref and reversal.product_id = touched.product_id
union all
select reversal.*
from raw.reversals as reversal
where reversal.batch_id = :batch_id and reversal.customer_ref is null
