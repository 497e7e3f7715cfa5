-- One order per sales invoice, placed at its earliest line; an earlier line that comes later moves it.
insert into raw.orders (order_no, ordered_at, customer_ref, status, currency, batch_id)
select
    invoice,
    min(invoice_date),
    max(customer_id),
    'PLACED',
    :currency,
    cast(:batch_id as bigint)
from pg_temp.checked
where problem is null and not is_copy and quantity > 0 and price > 0
group by invoice
order by min(invoice_date), invoice
on conflict (order_no) do update
    set ordered_at = excluded.ordered_at, batch_id = excluded.batch_id
    where excluded.ordered_at < orders.ordered_at
