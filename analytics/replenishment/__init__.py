"""What to order: demand over the protection period, order-up-to level, quantity and its waterfall."""
