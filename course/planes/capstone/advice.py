"""One suggestion for the next design: the step that would win most, or a cheaper way to the same marks."""

from __future__ import annotations

from planes.capstone.day import Day, Incident
from planes.capstone.design import Capacity
from planes.capstone.scoring import COST_POINTS, RECOVERY, SERVICE_POINTS, score, worst

_LONG_LOAD_MINUTES = 10


def suggestion(day: Day) -> str:
    """Return a sentence: what to change first."""
    for advise in (_one_zone, _all_spot, _release, _load, _faults, _cost):
        if words := advise(day):
            return words
    spare = day.scenario.budget_usd - day.total_usd
    return (
        f"Full marks here, with {spare:.2f} USD of the budget left. Play other days with it: "
        "capstone.Scenario.hidden(seed) gives one for every whole number, with another peak and another zone "
        "lost."
    )


def _lossy(day: Day, kind: str) -> list[Incident]:
    return [incident for incident in day.incidents if incident.kind == kind and incident.lossy_minutes]


def _one_zone(day: Day) -> str:
    if len(day.design.zones) == 1 and _lossy(day, "zone"):
        return "Use two or three zones: all copies were in the one that was lost."
    return ""


def _all_spot(day: Day) -> str:
    spot = [name for name, pool in day.design.pools().items() if pool.spot_percent > 50]
    if spot and _lossy(day, "spot"):
        return (
            "Put less on Spot: when it is taken back, the On-Demand part must carry the load alone, so give "
            "it the larger share or more copies."
        )
    return ""


def _release(day: Day) -> str:
    if day.released_minute is None:
        return (
            "The release was not complete: there was no room for new copies beside the old ones. Allow fewer "
            "old copies during a release, or give it more hosts."
        )
    if _lossy(day, "release"):
        return (
            "Keep enough copies answering during the release: raise the share that must stay healthy "
            "(lower max_unavailable on EKS) or start new copies before old ones stop."
        )
    return ""


def _load(day: Day) -> str:
    lossy = sum(incident.lossy_minutes for incident in _lossy(day, "load"))
    if lossy < _LONG_LOAD_MINUTES and score(day).service_level >= SERVICE_POINTS:
        return ""
    name, _ = worst(day)
    service = next(one for one in day.design.services if one.name == name)
    line, scaling = day.lines[name], service.scaling
    lossy_minutes = [minute for minute, lost in enumerate(line.lost) if lost > 0]
    waiting = sum(line.answering[minute] < line.desired[minute] for minute in lossy_minutes)
    pool = day.design.pools()[day.design.pool_of(service)]
    if pool.kind == "ec2" and 2 * waiting > len(lossy_minutes):
        return _more_hosts(name, waiting, pool)
    if scaling is None:
        return f"Give {name} more copies, or scaling: it could not serve all that came."
    at_most = sum(line.desired[minute] >= scaling.most for minute in lossy_minutes)
    if 2 * at_most > len(lossy_minutes):
        return f"Let {name} grow further: it lost requests in {at_most} minutes at its largest count."
    if waiting:
        return f"Lower the CPU target of {name} or raise its least count: copies came too late."
    return f"Lower the CPU target of {name}: it had no headroom when traffic rose."


def _more_hosts(name: str, minutes: int, pool: Capacity) -> str:
    """Say that copies were wanted and had no host."""
    waited = f"in {minutes} minutes with losses, {name} wanted more copies than answered"
    if pool.min_hosts == pool.max_hosts:
        return f"Let the hosts grow (max_hosts): {waited}, and {pool.max_hosts} hosts are all there may be."
    return (
        f"Give more room on hosts: {waited}. min_hosts are there at once, the others up to max_hosts "
        f"({pool.max_hosts}) take minutes to boot."
    )


def _faults(day: Day) -> str:
    worst_kind = max(
        ("host", "zone", "spot"), key=lambda kind: sum(i.lossy_minutes for i in _lossy(day, kind))
    )
    incidents = _lossy(day, worst_kind)
    if sum(incident.lossy_minutes for incident in incidents) <= RECOVERY[worst_kind].allowed:
        return ""
    services = ", ".join(dict.fromkeys(name for incident in incidents for name in incident.services))
    return (
        f"Run more copies of {services}, so that what is left after a fault ({worst_kind}) carries the load "
        "until new copies answer."
    )


def _cost(day: Day) -> str:
    if score(day).cost >= COST_POINTS:
        return ""
    over = day.total_usd - day.scenario.budget_usd
    return f"Save {over:.2f} USD: fewer or smaller hosts, or copies that follow the load."
