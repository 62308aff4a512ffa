"""Weihai's plugin as the core asks it: through the façade of its own chain."""

from __future__ import annotations

from datetime import date

import pytest

import tic_weihai
from tic_core.hooks.facade import Answers
from tic_core.hooks.jurisdiction import Jurisdictions
from tic_core.model.cite import Cite
from tic_core.model.edition import Identity, InForce
from tic_core.text import Text


@pytest.fixture
def edition() -> Identity:
    return Identity(
        id="weihai-2022",
        policy="weihai",
        jurisdiction="cn-sd-weihai",
        parents=("cn-sd", "cn"),
        title=Text("威海市技术创新中心管理办法", "the Weihai measure"),
        document_no="威科字〔2022〕21号",
        registration_no="WHCR-2022-0060003",
        issuer=Text("威海市科学技术局", "Weihai Science and Technology Bureau"),
        issued_on=date(2022, 7, 7),
        in_force=InForce(date(2022, 7, 7), date(2027, 7, 6), cite=Cite(22)),
        judge="bureau",
    )


@pytest.fixture
def answers(edition: Identity) -> Answers:
    chain = (edition.jurisdiction, *edition.parents)
    return Jurisdictions.of({"cn-sd-weihai": tic_weihai}).answers(chain)
