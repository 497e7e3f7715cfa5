-- Totals that readers saw and that are not scored yet; of a date that was run again, those of the last run.
select distinct on (ledger.product_id, ledger.horizon_days, ledger.origin_date)
    ledger.product_id,
    ledger.horizon_days,
    ledger.origin_date,
    ledger.model,
    ledger.demand_class,
    ledger.mean,
    ledger.p10,
    ledger.p50,
    ledger.p90,
    ledger.model_p50
from ai.forecast_ledger as ledger
inner join jobs.pipeline_run as run on ledger.run_id = run.id
where
    run.status = 'SUCCEEDED'
    and run.published_at is not null
    and not exists (
        select
        from ai.forecast_accuracy as scored
        where
            scored.product_id = ledger.product_id
            and scored.horizon_days = ledger.horizon_days
            and scored.origin_date = ledger.origin_date
            and scored.source = 'PUBLISHED'
    )
order by ledger.product_id asc, ledger.horizon_days asc, ledger.origin_date asc, ledger.run_id desc
