with published as (
    select * from raw_day_forecasts
),

newest as (
    select
        product_id as unique_id,
        target_date as ds,
        origin_date,
        mean,
        v,
        c
    from published
    where target_date <= $as_of
    qualify row_number() over (partition by product_id, target_date order by origin_date desc) = 1
)

select * from newest
