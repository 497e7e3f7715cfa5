-- What published runs expected of single days; of a date that was run again, the last run's.
select distinct on (forecast.product_id, forecast.target_date, forecast.origin_date)
    forecast.product_id,
    forecast.target_date,
    forecast.origin_date,
    forecast.mean,
    forecast.v,
    forecast.c
from ai.day_forecasts as forecast
inner join jobs.pipeline_run as run on forecast.run_id = run.id
where run.status = 'SUCCEEDED' and run.published_at is not null
order by
    forecast.product_id asc, forecast.target_date asc, forecast.origin_date asc, forecast.run_id desc
