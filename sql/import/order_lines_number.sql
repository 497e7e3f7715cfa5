-- Lines without a number get that of the order's line with the same content; else of the next one of the same product and
-- option; else the next free one. So neither the order of rows nor a repetition matters.
with unnumbered as (
    select
        source_line,
        order_id,
        row_hash,
        product as code,
        coalesce(option, '') as option,
        quantity = 0 as is_zero,
        row_number() over (partition by order_id, row_hash order by source_line) as copy_no
    from pg_temp.checked
    where problem is null and line_no is null and order_id is not null and quantity >= 0
),

known as (
    select
        item.order_id,
        item.line_no,
        item.row_hash,
        coalesce(item.code, product.sku) as code,
        coalesce(item.option, '') as option,
        row_number() over (partition by item.order_id, item.row_hash order by item.line_no) as copy_no
    from raw.order_items as item
    inner join raw.products as product on item.product_id = product.id
    where
        item.order_id in (select asked.order_id from unnumbered as asked)
        and not exists (
            select from pg_temp.checked as named
            where named.order_id = item.order_id and named.line_no = item.line_no
        )
),

same as (
    select
        unnumbered.source_line,
        known.order_id,
        known.line_no
    from unnumbered
    inner join known
        on
            unnumbered.order_id = known.order_id
            and unnumbered.row_hash = known.row_hash
            and unnumbered.copy_no = known.copy_no
),

other_rows as (
    select
        unnumbered.*,
        row_number() over (
            partition by unnumbered.order_id, unnumbered.code, unnumbered.option
            order by unnumbered.is_zero, unnumbered.row_hash, unnumbered.source_line
        ) as place
    from unnumbered
    left join same on unnumbered.source_line = same.source_line
    where same.source_line is null
),

other_lines as (
    select
        known.*,
        row_number() over (partition by known.order_id, known.code, known.option order by known.line_no) as place
    from known
    left join same on known.order_id = same.order_id and known.line_no = same.line_no
    where same.line_no is null
),

changed as (
    select
        other_rows.source_line,
        other_lines.line_no
    from other_rows
    inner join other_lines
        on
            other_rows.order_id = other_lines.order_id
            and other_rows.code = other_lines.code
            and other_rows.option = other_lines.option
            and other_rows.place = other_lines.place
),

lasts as (
    select
        taken.order_id,
        max(taken.line_no) as line_no
    from (
        select
            item.order_id,
            item.line_no
        from raw.order_items as item
        where item.order_id in (select asked.order_id from unnumbered as asked)
        union all
        select
            named.order_id,
            named.line_no
        from pg_temp.checked as named
        where named.line_no is not null
    ) as taken
    group by taken.order_id
),

fresh as (
    select
        other_rows.source_line,
        coalesce(lasts.line_no, 0) + row_number() over (
            partition by other_rows.order_id
            order by other_rows.code, other_rows.option, other_rows.row_hash, other_rows.source_line
        ) as line_no
    from other_rows
    left join changed on other_rows.source_line = changed.source_line
    left join lasts on other_rows.order_id = lasts.order_id
    where changed.source_line is null and not other_rows.is_zero
)

update pg_temp.checked as line
set line_no = numbered.line_no
from (
    select
        source_line,
        line_no
    from same
    union all
    select
        source_line,
        line_no
    from changed
    union all
    select
        source_line,
        line_no
    from fresh
) as numbered
where line.source_line = numbered.source_line
