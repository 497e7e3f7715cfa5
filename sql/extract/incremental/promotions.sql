select
    id,
    code,
    kind,
    starts_on,
    ends_on,
    cast(discount_rate as double precision) as discount_rate,
    announced_on
from raw.promotions
where row_version >= cast(current_setting('jaego.watermark') as bigint)
