select
    id,
    campaign_id,
    product_id,
    spend_date,
    cast(spend * 100 as bigint) as spend_minor,
    impressions,
    clicks
from raw.ad_spend_daily
where row_version >= cast(current_setting('jaego.watermark') as bigint)
