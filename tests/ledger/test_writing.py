"""What one transaction writes: all that follows from an act, or nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import date
from typing import Any

import attrs
import pytest

from tests_ledger import EDITION, WEIHAI, Scribe, duty, event_of, industry, stage  # isort: skip
from tic_core.errors import DocumentError, LedgerError, RaceLost, UsageError
from tic_core.kernel.evolve import evolve, fold
from tic_core.ledger import GENESIS, Ledger, Taken, digest, encode, link, verify
from tic_core.ledger.session import Session
from tic_core.model.event import Effect
from tic_core.model.subject import Centre
