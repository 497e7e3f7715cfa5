-- A line of zero units is not a sale, and one of negative units is a credit note; copies of one keep apart.
update pg_temp.checked as line
set
    set_aside = case when line.quantity = 0 then 'ZERO_QUANTITY' else 'CREDIT_NOTE' end,
    row_hash = case
        when line.quantity < 0 and ranked.place > 1
            then decode(md5(encode(line.row_hash, 'hex') || ranked.place::text), 'hex')
        else line.row_hash
    end
from (
    select
        source_line,
        row_number() over (partition by row_hash order by source_line) as place
    from pg_temp.checked
    where problem is null and quantity <= 0
) as ranked
where line.source_line = ranked.source_line
