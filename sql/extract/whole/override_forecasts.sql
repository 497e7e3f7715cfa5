-- What overrides that are not scored yet did to published runs.
select
    applied.override_id,
    applied.product_id,
    applied.reason,
    applied.origin_date,
    applied.starts_on,
    applied.ends_on,
    applied.units_with,
    applied.units_without
from ai.override_forecasts as applied
inner join jobs.pipeline_run as run on applied.run_id = run.id
where
    run.status = 'SUCCEEDED'
    and run.published_at is not null
    and not exists (select from ai.override_scores as scored where scored.override_id = applied.override_id)
