-- How forecasts of past origins did, as sums: ratios over any group of them are exact.
select
    source,
    horizon_days,
    demand_class,
    model,
    origin_date,
    scored_on,
    cast(count(*) as integer) as totals,
    sum(actual) as actual,
    sum(absolute_error) as absolute_error,
    sum(coalesce(model_absolute_error, absolute_error)) as model_absolute_error,
    sum(absolute_error + coalesce(value_added, 0)) as naive_absolute_error,
    sum(bias) as bias,
    coalesce(sum(pinball), 0) as pinball,
    cast(count(pinball) as integer) as pinball_totals,
    cast(count(is_covered) as integer) as interval_totals,
    cast(count(p90) as integer) as quantile_totals,
    cast(count(*) filter (where actual < p10) as integer) as below_p10,
    cast(count(p90) filter (where actual <= forecast) as integer) as up_to_p50,
    cast(count(*) filter (where actual <= p90) as integer) as up_to_p90,
    cast(count(*) filter (where is_covered) as integer) as covered
from ai.forecast_accuracy
where demand_class is not null
group by source, horizon_days, demand_class, model, origin_date, scored_on
