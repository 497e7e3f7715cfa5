-- How many units of each reversal found their order line.
update raw.reversals as reversal
set matched_quantity = found.quantity
from (
    select
        candidate.id,
        coalesce(sum(matched.quantity), 0) as quantity
    from pg_temp.open_reversals as candidate
    left join pg_temp.matches as matched on candidate.id = matched.reversal_id
    group by candidate.id
) as found
where reversal.id = found.id and reversal.matched_quantity <> found.quantity
