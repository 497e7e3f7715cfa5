-- Copies count once; lines that are no goods, and lines that contradict themselves, are refused with a sentence.
update pg_temp.checked as line
set
    is_copy = judged.is_copy,
    problem = case
        when judged.is_copy then null
        when line.stock_code !~ '^[0-9]{5}[A-Za-z]*$'
            then format('NON_PRODUCT:stock code %L is no product (five digits, then letters)', line.stock_code)
        when line.price < 0 then format('BROKEN_RULE:price %s is negative', line.price)
        when line.quantity = 0 then 'BROKEN_RULE:quantity is 0'
        when line.invoice ~* '^A'
            then format('BROKEN_RULE:invoice %s adjusts accounts and sells nothing', line.invoice)
        when line.invoice ~* '^C' and line.quantity > 0
            then format('BROKEN_RULE:reversal invoice %s has the positive quantity %s', line.invoice, line.quantity)
        when line.invoice !~* '^C' and line.quantity < 0 and line.price > 0
            then format('BROKEN_RULE:invoice %s is no reversal, but has the quantity %s', line.invoice, line.quantity)
    end
from (
    select
        source_line,
        row_number() over (partition by row_hash order by source_line) > 1 as is_copy
    from pg_temp.checked
    where problem is null
) as judged
where
    line.source_line = judged.source_line
    and (
        judged.is_copy
        or line.stock_code !~ '^[0-9]{5}[A-Za-z]*$'
        or line.price < 0
        or line.quantity = 0
        or line.invoice ~* '^A'
        or (line.invoice ~* '^C' and line.quantity > 0)
        or (line.invoice !~* '^C' and line.quantity < 0 and line.price > 0)
    )
