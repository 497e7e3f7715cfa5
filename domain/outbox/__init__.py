"""Events, written in the transaction that causes them, for the relay to send on."""
