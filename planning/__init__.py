"""The use cases that combine numbers with business: a night, training, backtests, what-if, budget and replay."""

import os

# Waiting OpenMP threads sleep instead of spinning: beside a database and an API, training is 2 to 4 times faster so.
# Read by the OpenMP library when LightGBM loads it, hence before any import that brings it in.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
