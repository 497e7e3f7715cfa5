with terms as (
    select * from sku_terms
),

broken as (
    select
        sku,
        currency,
        sales_currency
    from terms
    where currency <> sales_currency
)

select * from broken
