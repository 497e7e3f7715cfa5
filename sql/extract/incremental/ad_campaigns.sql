select
    id,
    code,
    channel,
    starts_on,
    ends_on
from raw.ad_campaigns
where row_version >= cast(current_setting('jaego.watermark') as bigint)
