"""The worker: the queue and its schedule, the frame of every run, requested runs, the outbox relay and its channels."""
