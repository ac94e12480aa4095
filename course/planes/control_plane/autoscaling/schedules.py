"""Schedules of Application Auto Scaling: at(…), rate(…) and cron(…), in virtual seconds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from planes.control_plane.autoscaling.errors import AutoScalingError

_SECONDS = {"minute": 60, "hour": 3600, "day": 86400}
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
_FIELDS: tuple[tuple[int, int, tuple[str, ...]], ...] = (
    (0, 59, ()),
    (0, 23, ()),
    (1, 31, ()),
    (1, 12, _MONTHS),
    (1, 7, _DAYS),
    (1970, 2199, ()),
)
"""Least and greatest value and names of cron's fields: minute, hour, day, month, weekday, year."""
_MOST_DAYS = 366 * 5


def _invalid(text: str) -> AutoScalingError:
    return AutoScalingError(
        "ValidationException",
        f"The schedule {text!r} is not valid. Use at(yyyy-mm-ddThh:mm:ss), rate(5 minutes) or "
        "cron(minutes hours day-of-month month day-of-week year) with ? for one of the two days.",
    )


class Schedule:
    """The times of a scheduled action.

    Args:
        text: at(…), rate(…) or cron(…).
        epoch: the date of virtual second 0.
        timezone: of the dates in at and cron.
        start: the virtual second before which it does nothing.
        end: the virtual second after which it does nothing.
        now: the virtual second from which rate counts, if there is no start.
    """

    def __init__(
        self, text: str, epoch: datetime, timezone: str, start: float | None, end: float | None, now: float
    ) -> None:
        self._epoch, self._end = epoch, end
        self._start = now if start is None else start
        try:
            self._zone = ZoneInfo(timezone) if timezone != "UTC" else UTC
        except (ZoneInfoNotFoundError, ValueError):
            raise AutoScalingError(
                "ValidationException", f"There is no time zone {timezone!r} here."
            ) from None
        matched = re.fullmatch(r"(at|rate|cron)\((.+)\)", text.strip())
        if matched is None:
            raise _invalid(text)
        self._kind, inside = matched.groups()
        self._at, self._every, self._cron = 0.0, 0.0, list[frozenset[int]]()
        try:
            self._parse(inside)
        except ValueError:
            raise _invalid(text) from None

    def _parse(self, inside: str) -> None:
        if self._kind == "at":
            moment = datetime.strptime(inside, "%Y-%m-%dT%H:%M:%S").replace(tzinfo=self._zone)
            self._at = (moment - self._epoch).total_seconds()
        elif self._kind == "rate":
            number, unit = inside.split()
            if int(number) < 1 or unit.removesuffix("s") not in _SECONDS:
                raise ValueError
            self._every = float(int(number) * _SECONDS[unit.removesuffix("s")])
        else:
            fields = inside.split()
            if len(fields) != len(_FIELDS) or (fields[2] == "?") == (fields[4] == "?"):
                raise ValueError
            self._cron = [_values(field, *limits) for field, limits in zip(fields, _FIELDS, strict=True)]

    def next(self, now: float) -> float | None:
        """Return the first of its seconds after `now`, or None if there is none."""
        if self._kind == "at":
            found: float | None = self._at if self._at > now else None
        elif self._kind == "rate":
            passed = max(0.0, now - self._start) // self._every
            found = self._start + (passed + 1) * self._every
        else:
            found = self._next_of_cron(max(now, self._start))
        return None if found is None or (self._end is not None and found > self._end) else found

    def _next_of_cron(self, now: float) -> float | None:
        minutes, hours = (sorted(values) for values in self._cron[:2])
        first = (self._epoch + timedelta(seconds=now)).astimezone(self._zone).date()
        for number in range(_MOST_DAYS):
            day = first + timedelta(days=number)
            if self._is_day(day):
                for hour in hours:
                    for minute in minutes:
                        moment = datetime(day.year, day.month, day.day, hour, minute, tzinfo=self._zone)
                        second = (moment - self._epoch).total_seconds()
                        if second > now:
                            return second
        return None

    def _is_day(self, day: date) -> bool:
        _, _, days, months, weekdays, years = self._cron
        weekday = day.isoweekday() % 7 + 1  # Sunday is 1
        return day.year in years and day.month in months and day.day in days and weekday in weekdays


def _values(field: str, least: int, most: int, names: tuple[str, ...]) -> frozenset[int]:
    """Return the values of one cron field: `*`, `?`, numbers, names, ranges, lists and steps."""
    found: set[int] = set()
    for part in field.split(","):
        span, _, step = part.partition("/")
        low, high = least, most
        if span not in ("*", "?"):
            first, _, last = span.partition("-")
            low = _number(first, least, names)
            high = _number(last, least, names) if last else (most if step else low)
        if not least <= low <= high <= most:
            raise ValueError
        found.update(range(low, high + 1, int(step or 1)))
    return frozenset(found)


def _number(text: str, least: int, names: tuple[str, ...]) -> int:
    return names.index(text.upper()) + least if text.upper() in names else int(text)


@dataclass(slots=True)
class ScheduledAction:
    """New limits for a target at the times of a schedule."""

    id: str
    name: str
    schedule: Schedule
    minimum: int | None
    maximum: int | None
    created_at: float
    request: Mapping[str, Any]
