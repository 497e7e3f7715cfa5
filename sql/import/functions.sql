-- What is wrong with a text that should be a value of some kind: 'WRONG_TYPE', 'OUT_OF_RANGE' or null.
-- Temporary functions: they live as long as the session, and need no PostgreSQL newer than 15.

create or replace function pg_temp.text_problem(value text) returns text
language sql immutable
return case when octet_length(value) > 2000 then 'OUT_OF_RANGE' end;

create or replace function pg_temp.number_problem(value text, minimum numeric, maximum numeric) returns text
language sql immutable
return case
    when value !~ '^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,2})?$' then 'WRONG_TYPE'
    when length(value) > 60 then 'OUT_OF_RANGE'
    when value::numeric not between minimum and maximum then 'OUT_OF_RANGE'
end;

create or replace function pg_temp.integer_problem(value text, minimum numeric, maximum numeric) returns text
language sql immutable
return case
    when value !~ '^[+-]?[0-9]+(\.0*)?$' then 'WRONG_TYPE'
    when length(value) > 60 then 'OUT_OF_RANGE'
    when value::numeric not between minimum and maximum then 'OUT_OF_RANGE'
end;

-- Of a text that begins like 2026-02-16: business days lie in 1990-2100, and months end when they end.
create or replace function pg_temp.calendar_problem(value text) returns text
language sql immutable
return case
    when left(value, 4)::int not between 1990 and 2100 then 'OUT_OF_RANGE'
    when substr(value, 9, 2)::int <= 28 then null
    when substr(value, 9, 2)::int > extract(
        day from make_date(left(value, 4)::int, substr(value, 6, 2)::int, 1) + interval '1 month - 1 day'
    ) then 'WRONG_TYPE'
end;

create or replace function pg_temp.date_problem(value text) returns text
language sql immutable
return case
    when value !~ '^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])([T ]00:00(:00(\.0+)?)?)?$' then 'WRONG_TYPE'
    else pg_temp.calendar_problem(value)
end;

create or replace function pg_temp.instant_problem(value text) returns text
language sql immutable
return case
    when value !~ (
        '^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])'
        '([T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,9})?)? ?(Z|[+-](0[0-9]|1[0-4])(:?[0-5][0-9])?)?)?$'
    ) then 'WRONG_TYPE'
    else pg_temp.calendar_problem(value)
end;

create or replace function pg_temp.weekdays_problem(value text) returns text
language sql immutable
return case when value !~ '^[1-7]([;,] ?[1-7])*$' then 'WRONG_TYPE' end;

-- Periods are pairs of days, both included: 2026-02-16/2026-02-18;2026-09-24/2026-09-26
create or replace function pg_temp.periods_problem(value text) returns text
language sql immutable
return case
    when value !~ '^[0-9-]{10}/[0-9-]{10}([;,] ?[0-9-]{10}/[0-9-]{10})*$' then 'WRONG_TYPE'
    else (
        select
            min(coalesce(
                pg_temp.date_problem(left(period, 10)),
                pg_temp.date_problem(right(period, 10)),
                case when left(period, 10) > right(period, 10) then 'OUT_OF_RANGE' end
            ))
        from regexp_split_to_table(value, '[;,] ?') as period
    )
end;

create or replace function pg_temp.to_periods(value text) returns daterange[]
language sql immutable
return (
    select array_agg(daterange(left(period, 10)::date, right(period, 10)::date, '[]') order by period)
    from regexp_split_to_table(value, '[;,] ?') as period
);
