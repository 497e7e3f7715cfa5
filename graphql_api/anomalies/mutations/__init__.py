"""Operations that change anomalies, one file each."""

import strawberry

from graphql_api.anomalies.mutations.acknowledge_anomaly import AcknowledgeAnomalyMutation
from graphql_api.anomalies.mutations.rate_anomaly import RateAnomalyMutation
from graphql_api.anomalies.mutations.resolve_anomaly import ResolveAnomalyMutation
from graphql_api.anomalies.mutations.snooze_anomaly import SnoozeAnomalyMutation


@strawberry.type
class AnomalyMutations(AcknowledgeAnomalyMutation, SnoozeAnomalyMutation, ResolveAnomalyMutation, RateAnomalyMutation):
    """All of them."""
