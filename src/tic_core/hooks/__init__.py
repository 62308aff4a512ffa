"""How others plug in: hooks propose, the kernel disposes.

A *plugin* is an installed distribution that answers for one jurisdiction. It declares an entry point in the group
``tic_core.jurisdictions`` whose **name is the code of the jurisdiction** and whose value is a module or an instance:

.. code-block:: toml

    [project.entry-points."tic_core.jurisdictions"]
    zz-harbour = "tic_harbour"

It states for which hook API it was written (its own numbers, not ours imported), and marks its functions with
:data:`hookimpl`. A function takes by name what it needs of the arguments that :mod:`tic_core.hooks.spec` lists. This is
a whole plugin:

>>> from tic_core.hooks import hookimpl
>>> from tic_core.model.answer import Proposal
>>> from tic_core.text import Text
>>>
>>> class Harbour:
...     HOOK_API = (1, 0)
...
...     @hookimpl
...     def tic_incentives(self, facts, eligible):
...         why = Text("验收评估：" + facts["evaluation.grade"], "acceptance: " + facts["evaluation.grade"])
...         return [Proposal(each.id, why, str(each.cite), each.assumed) for each in eligible if each.cite]

Nothing needs to be installed to try it:

>>> from tic_core.hooks.jurisdiction import Jurisdictions
>>> from tic_core.model.cite import Cite
>>> from tic_core.model.money import Incentive
>>>
>>> answers = Jurisdictions.of({"zz-harbour": Harbour()}).answers(["zz-harbour", "zz"])
>>> answers.plugins[0].hooks
('tic_incentives',)
>>> support = Incentive("support", Text("支持", "support"), "discretionary", "top-grade", cite=Cite(19))
>>> [proposed] = answers.incentives({"evaluation.grade": "A"}, (support,), edition=None)
>>> proposed.answer.incentive, proposed.answer.why.en, proposed.source
('support', 'acceptance: A', 'Harbour')

There are three kinds of hook and no fourth. A *decision* has one answer: the plugin of the nearest level gives it, and
two different answers at one level are an error. To a *collection* every level of the chain may add; the core sorts. An
*announcement* is told and has no say. Who is asked is always the jurisdiction's own chain (city, province, state) and
nobody else: a neighbour's plugin is not even imported.

A plugin is reviewed code, not a stranger's: it runs inside the process, which is no security boundary. What it is given
it cannot change, what it answers is checked to the type of every field, and what fails is reported by its name
(:class:`tic_core.errors.PluginError`). One that is slow or not wholly trusted gets a process of its own
(:mod:`tic_core.hooks.apart`). The hooks are described one by one in ``docs/hooks.md``, what is held in ``docs/isolation.md``.
"""

from __future__ import annotations

import pluggy

PROJECT = "tic_core"
"""The name under which pluggy keeps our markers."""

HOOK_API = (1, 0)
"""The hook API of this release. The first number changes when a plugin must be rewritten, the second when hooks are added.

What goes away is deprecated first, see :mod:`tic_core.hooks.history`."""

hookimpl = pluggy.HookimplMarker(PROJECT)
"""Marks a function of a plugin as the implementation of the hook that bears its name. It is used without options."""
