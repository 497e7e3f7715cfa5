"""`python -m cli`: the same as `jaego`; how `jaego up` starts its parts."""

from cli.main import run

run()
