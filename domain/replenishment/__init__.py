"""Purchase recommendations and policy backtests."""
