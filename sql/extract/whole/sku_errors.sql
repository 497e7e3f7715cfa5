-- How far each SKU's own 14-day forecasts were off: one origin a week, half a year back.
select
    product_id,
    origin_date,
    source,
    actual,
    bias
from ai.forecast_accuracy
where
    horizon_days = 14
    and model = 'LIGHTGBM'
    and (source = 'BACKTEST' or extract(isodow from origin_date) = 1)
    and origin_date > (select max(origin_date) from ai.forecast_accuracy) - 200
