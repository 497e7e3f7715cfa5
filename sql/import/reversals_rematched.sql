-- Refused reversals (credit notes) of earlier files that found their order line now.
update raw.rejected_rows as held
set resolved_at = now()
from raw.reversals as reversal
inner join pg_temp.open_reversals as candidate on reversal.id = candidate.id
where
    held.batch_id = reversal.batch_id
    and held.line_no = reversal.line_no
    and held.table_name = :table_name
    and held.reason = 'UNMATCHED_RETURN'
    and held.resolved_at is null
    and reversal.matched_quantity > 0
returning held.batch_id
