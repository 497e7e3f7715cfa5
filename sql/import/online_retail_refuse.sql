-- Lines that are not goods, and lines that contradict themselves, are refused with a sentence.
update pg_temp.checked as line
set problem = judged.problem
from (
    select
        source_line,
        case
            when stock_code !~ '^[0-9]{5}[A-Za-z]*$'
                then format('NON_PRODUCT:stock code %L is not a product (five digits, then letters)', stock_code)
            when price < 0 then format('BROKEN_RULE:price %s is negative', price)
            when quantity = 0 then 'BROKEN_RULE:quantity is 0'
            when left(invoice, 1) in ('A', 'a')
                then format('BROKEN_RULE:invoice %s adjusts accounts and sells nothing', invoice)
            when left(invoice, 1) in ('C', 'c') and quantity > 0
                then format('BROKEN_RULE:reversal invoice %s has the positive quantity %s', invoice, quantity)
            when left(invoice, 1) not in ('C', 'c') and quantity < 0 and price > 0
                then format('BROKEN_RULE:invoice %s is not a reversal, but has the quantity %s', invoice, quantity)
        end as problem
    from pg_temp.checked
    where problem is null and not is_copy
) as judged
where line.source_line = judged.source_line and judged.problem is not null
