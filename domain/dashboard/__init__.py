"""What a buyer looks at first: sums over the published run."""
