-- What became of the order lines of a delivery: why each was refused (null: it was not), whether it changed something, and
-- where a credit note that waits is kept among the refused rows.
select
    line.source_line,
    case
        when line.problem is not null then split_part(line.problem, ':', 1)
        when note.matched_quantity = 0 then 'UNMATCHED_RETURN'
    end as reason,
    not line.is_copy and coalesce(
        case
            when line.set_aside = 'CREDIT_NOTE' then note.batch_id = :batch_id
            when line.set_aside is null and item.batch_id = :batch_id then true
            else exists (
                select from raw.order_returns as removal
                where
                    removal.order_item_id = item.id
                    and removal.source_ref = 'line-removed'
                    and removal.batch_id = :batch_id
            )
        end, false
    ) as is_loaded,
    note.batch_id as kept_batch,
    note.line_no as kept_line
from pg_temp.checked as line
left join raw.order_items as item on line.order_id = item.order_id and line.line_no = item.line_no
left join raw.reversals as note
    on line.row_hash = note.row_hash and line.set_aside = 'CREDIT_NOTE' and line.problem is null
order by line.source_line
