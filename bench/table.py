"""Medians, ratios and the table."""

from dataclasses import dataclass
from statistics import median

from bench.load import Load
from bench.target import BARE

HEAD = """\
| | per second | p50 ms | p95 ms | share of the bare view | CPU ms of the server | CPU ms of the client |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |"""


@dataclass(frozen=True)
class Figures:
    """One run: pieces of work per second, milliseconds that they took, CPU milliseconds that each cost."""

    rate: float
    p50: float
    p95: float
    server_cpu: float
    client_cpu: float

    @classmethod
    def of(cls, load: Load, server_seconds: float) -> "Figures":
        return cls(
            rate=load.rate,
            p50=load.quantile(0.5),
            p95=load.quantile(0.95),
            server_cpu=server_seconds * 1000 / load.pieces,
            client_cpu=load.client_seconds * 1000 / load.pieces,
        )


def tabulate(figures: dict[tuple[str, str], list[Figures]]) -> str:
    """The table in Markdown, the bare view below the portal for each kind of work."""
    return "\n".join([HEAD, *(_row(figures, workload, name) for workload, name in sorted(figures, key=_place))])


def _place(key: tuple[str, str]) -> tuple[str, bool, str]:
    workload, name = key
    return workload, name == BARE, name


def _row(figures: dict[tuple[str, str], list[Figures]], workload: str, name: str) -> str:
    own, bare = figures[workload, name], figures[workload, BARE]
    share = median(run.rate / other.rate for run, other in zip(own, bare, strict=True))
    rate, p50, p95, server, client = (
        median(getattr(run, field) for run in own) for field in ("rate", "p50", "p95", "server_cpu", "client_cpu")
    )
    return (
        f"| {workload}, {name} | {rate:,.1f} | {p50:,.1f} | {p95:,.1f} | {share:.3f} | {server:,.2f} | {client:,.2f} |"
    )
