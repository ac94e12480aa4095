"""Authorization tokens: the user name AWS and a password that is good for twelve virtual hours (F42)."""

from __future__ import annotations

import base64
import json
import secrets
from random import Random
from typing import NamedTuple

from planes.clock import Clock

USER = "AWS"
VALID_SECONDS = 12 * 3600.0


class Token(NamedTuple):
    """A password and the virtual second it expires."""

    password: str
    expires_at: float


class Tokens:
    """Issues and checks passwords. They look like ECR's: JSON in base64 that says when it expires."""

    def __init__(self, clock: Clock, random: Random, epoch_seconds: float) -> None:
        self._clock, self._random, self._epoch_seconds = clock, random, epoch_seconds
        self._issued: list[Token] = []

    def issue(self) -> Token:
        """Return a new token."""
        expires_at = self._clock.now + VALID_SECONDS
        content = {
            "payload": base64.b64encode(self._random.randbytes(96)).decode(),
            "datakey": base64.b64encode(self._random.randbytes(48)).decode(),
            "version": "2",
            "type": "DATA_KEY",
            "expiration": int(self._epoch_seconds + expires_at),
        }
        token = Token(base64.b64encode(json.dumps(content).encode()).decode(), expires_at)
        self._issued = [old for old in self._issued if old.expires_at > self._clock.now] + [token]
        return token

    def accepts(self, user: str, password: str) -> bool:
        """Return whether these credentials are good now."""
        known = [token.password for token in self._issued if token.expires_at > self._clock.now]
        matches = [secrets.compare_digest(password.encode(), valid.encode()) for valid in known]
        return user == USER and any(matches)
