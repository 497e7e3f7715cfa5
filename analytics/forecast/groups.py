"""Similar SKUs: what the groups that a SKU belongs to did, so that one with little history borrows from them."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from analytics.core.arrays import Floats, Ints


@dataclass(frozen=True)
class Groups:
    """Categories, brands and words of names that several SKUs share.

    Args:
        members: one row per SKU and group: unique_id, group_id (0 … n-1), weight (rarer groups say more).
        totals: the groups' demand per day, sum of ln(1 + units) so that one bulk order does not decide,
            shape (n, days).
    """

    members: pd.DataFrame
    totals: Floats


def similar_skus(ids: Ints, groups: Groups | None, market: Floats) -> Floats:
    """The weighted demand of each SKU's groups, shape (skus, days); the market's for a SKU without a group."""
    if groups is None or groups.members.empty:
        return np.broadcast_to(market, (len(ids), len(market))).copy()
    members = groups.members[groups.members["unique_id"].isin(ids)]
    rows = np.searchsorted(ids, members["unique_id"].to_numpy(np.int64))
    columns = members["group_id"].to_numpy(np.int64)
    weights = sparse.csr_array(
        (members["weight"].to_numpy(np.float64), (rows, columns)), shape=(len(ids), len(groups.totals))
    )
    demand = np.asarray(weights @ groups.totals)
    alone = np.ones(len(ids), dtype=bool)
    alone[rows] = False
    demand[alone] = market
    return demand
