-- Keep the refused rows of a file, whole; an identical file that came earlier has kept its own already.
insert into raw.rejected_rows (batch_id, table_name, line_no, reason, message, row)
with problems as (
    select
        source_line,
        split_part(problem, ':', 1) as reason,
        substr(problem, strpos(problem, ':') + 1) as subject
    from pg_temp.checked
    where problem is not null
),

whole as (
    select
        source_line,
        case
            when fault is not null then other::jsonb
            else to_jsonb(staged) - array['source_line', 'fault', 'other'] || coalesce(other, '{}')::jsonb
        end as content
    from pg_temp.staged as staged
)

select
    :batch_id,
    :table_name,
    problems.source_line,
    problems.reason,
    case problems.reason
        when 'MISSING_VALUE' then format('%s is empty.', subject)
        when 'WRONG_TYPE' then format('%s is %L, which is not %s.', subject, value, wanted)
        when 'OUT_OF_RANGE' then format('%s is %L, which is outside what is taken: %s.', subject, value, wanted)
        when 'UNKNOWN_REFERENCE' then format('%s %L is not known; import it first or in the same run.', subject, value)
        when 'DUPLICATE_KEY' then format('Another row of the file has the same %s and other values.', subject)
        else format('%s%s.', upper(left(subject, 1)), substr(subject, 2))
    end,
    content
from problems
inner join whole on problems.source_line = whole.source_line
cross join
    lateral (
        select
            left(content ->> subject, 80) as value,
            cast(:wanted as jsonb) ->> subject as wanted
    ) as words
where
    not exists (
        select from raw.rejected_rows as kept
        where
            kept.batch_id = any(:earlier)
            and kept.table_name = :table_name
            and kept.line_no = problems.source_line
            and kept.reason = problems.reason
    )
order by problems.source_line
