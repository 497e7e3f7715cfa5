-- A line that is in the file several times, equal in every column, counts once.
update pg_temp.checked as line
set is_copy = true
from (
    select
        source_line,
        row_number() over (partition by row_hash order by source_line) as place
    from pg_temp.checked
    where
        row_hash in (
            select repeated.row_hash
            from pg_temp.checked as repeated
            where repeated.problem is null
            group by repeated.row_hash
            having count(*) > 1
        )
) as ranked
where line.source_line = ranked.source_line and ranked.place > 1
