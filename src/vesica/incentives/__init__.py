"""From participation to a metric, to a payout: forecasts, plans, and what is worth testing."""
