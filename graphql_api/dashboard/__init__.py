"""What a buyer looks at first."""
