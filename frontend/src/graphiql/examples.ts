/** Queries that are open when the page is first used. */

const TOP = `# The SKUs most likely to run out, with what to expect and what to order.
query StockoutRiskTop {
  publishedRun { logicalDate publishedAt }
  stockoutRiskTop(first: 10) {
    code
    name
    onHand
    daysOfCover
    depletionDate
    stockoutProbability14
    moneyAtRisk
    forecast(horizon: DAYS_14) { mean p10 p90 confidence }
    recommendation { quantity orderBy }
  }
}
`;

const WHY = `# What a forecast is made of. Set the SKU's code in the variables below.
query WhyThisForecast($code: String!) {
  sku(code: $code) {
    code
    name
    forecast(horizon: DAYS_7) {
      mean
      p10
      p90
      daily { targetDate mean p10 p90 }
      explanation {
        baseValue
        contributions { group units }
        rules { key numbers { name value } }
      }
    }
  }
}
`;

const ORDERS = `# What to order, term by term.
query Recommendations {
  recommendations(first: 20, filter: { minQuantity: 1, status: [OPEN] }) {
    totalCount
    pageInfo { hasNextPage endCursor }
    nodes {
      sku { code name }
      supplier { code }
      quantity
      orderBy
      expectedArrival
      waterfall { key units }
      assumptions
    }
  }
}
`;

const ALERTS = `# Open anomalies, newest first.
query Anomalies {
  anomalies(first: 20, filter: { status: [OPEN] }) {
    totalCount
    nodes { detectedOn type severity observed expected sku { code name } }
  }
}
`;

const RUNS = `# The pipeline's last runs, step by step.
query Runs {
  pipelineRuns(first: 5) {
    nodes { logicalDate status error steps { name status seconds } warnings { message } }
  }
}
`;

export const EXAMPLES = [
  { query: TOP },
  { query: WHY, variables: '{ "code": "" }' },
  { query: ORDERS },
  { query: ALERTS },
  { query: RUNS },
];
