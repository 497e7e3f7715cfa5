-- What became of the credit notes of this file.
select
    count(*) filter (where reversal.matched_quantity > 0 and reversal.batch_id = :batch_id) as loaded,
    count(*) filter (where reversal.matched_quantity = 0) as unmatched,
    count(*) filter (where reversal.matched_quantity > 0 and reversal.batch_id <> :batch_id) as unchanged,
    count(*) filter (
        where reversal.matched_quantity between 1 and reversal.quantity - 1 and reversal.batch_id = :batch_id
    ) as partly
from pg_temp.checked as line
inner join raw.reversals as reversal on line.row_hash = reversal.row_hash
where line.set_aside = 'CREDIT_NOTE' and line.problem is null
