"""Which plugins may be asked: one manager per chain of jurisdictions, built when it is first needed, from an allow-list.

The allow-list is the chain itself: a city, its province, its state. The name of an entry point is the code of the
jurisdiction it speaks for, so who claims what is known without importing anything; two claims to one code are refused,
and a plugin outside the chain is neither imported nor registered: it is not there to be called.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.metadata import Distribution, EntryPoint, distributions
from typing import TYPE_CHECKING

import attrs
import pluggy

from tic_core.errors import PluginError, UsageError
from tic_core.hooks import PROJECT, spec
from tic_core.hooks.admission import Plugin, admit, name_of, refusal
from tic_core.hooks.apart import CODE, INSIDE, Apart
from tic_core.hooks.exchange import Failed, said_by
from tic_core.hooks.facade import Answers
from tic_core.hooks.surroundings import quiet
from tic_core.text import Text

if TYPE_CHECKING:
    from tic_core.hooks.process import Worker

GROUP = "tic_core.jurisdictions"


@attrs.frozen
class Claim:
    """A plugin that says whose law it speaks for, not yet imported: ``load`` imports it, ``where`` says from where."""

    plugin: Plugin
    where: str
    load: Callable[[], object] = attrs.field(eq=False, repr=False)

    @property
    def code(self) -> str:
        """The code of the jurisdiction it claims."""
        return self.plugin.jurisdiction


class Jurisdictions:
    """The plugins there are, and the answers of each chain. Nothing is imported before its own chain asks."""

    def __init__(self, claims: Iterable[Claim] = (), problems: Iterable[PluginError] = (), apart: Apart = INSIDE) -> None:
        self.claims = tuple(sorted(claims, key=lambda claim: (claim.code, claim.plugin.source, claim.where)))
        self.apart = apart
        self._found_wrong = tuple(problems)
        self._workers: dict[str, Worker] = {}
        self._admitted: dict[str, tuple[Plugin, object]] = {}
        self._answers: dict[tuple[str, ...], Answers] = {}

    @classmethod
    def installed(cls, apart: Apart | None = None) -> Jurisdictions:
        """The plugins installed in this environment, by their entry points in the group ``tic_core.jurisdictions``.

        ``apart`` says which of them get a process of their own; where it is not given, the environment does (``TIC_PLUGINS``).

        Metadata that cannot be read is a problem of its own distribution (see :meth:`problems`), not of the others.
        """
        claims: dict[str, list[Claim]] = {}
        problems: list[PluginError] = []
        for distribution in distributions():
            try:
                if GROUP in (distribution.read_text("entry_points.txt") or ""):
                    # Of two copies of one distribution the first on the path counts, as it does for imports.
                    claims.setdefault(_normal(distribution.name), _claims_of(distribution))
            except Exception as error:  # noqa: BLE001 - somebody else's broken installation must not stop this jurisdiction
                problems.append(_unreadable(distribution, error))
        setting = Apart.told(os.environ) if apart is None else apart
        return cls((claim for found in claims.values() for claim in found), problems, setting)

    @classmethod
    def of(cls, plugins: Mapping[str, object]) -> Jurisdictions:
        """Plugin objects at hand (modules or instances) by jurisdiction, without installing anything: for tests."""
        return cls(_claim_at_hand(code, speaker) for code, speaker in plugins.items())

    def answers(self, chain: Sequence[str]) -> Answers:
        """The answers of a chain of jurisdictions, nearest first: ``("zz-coast-harbour", "zz-coast", "zz")``.

        Raises PluginError when a plugin of this chain cannot be loaded or is not fit to be asked, UsageError for a chain
        that is none. A jurisdiction without a plugin is simply silent.
        """
        codes = _chain(chain)
        if codes not in self._answers:
            self._answers[codes] = assemble(codes, [self._admit(claim) for code in codes for claim in self._claim(code)])
        return self._answers[codes]

    def close(self) -> None:
        """End the processes of plugins that run apart; one that is asked again is started again."""
        for worker in self._workers.values():
            worker.close()

    def problems(self) -> tuple[PluginError, ...]:
        """What is wrong with the installed plugins as far as it shows without importing any: for ``ticctl plugin list``."""
        odd = [
            refusal(claim.plugin, "", MESSAGES["code"].fill(code=claim.code), MESSAGES["code-form"])
            for claim in self.claims
            if not CODE.fullmatch(claim.code)
        ]
        return (*self._found_wrong, *odd, *(self._rivals(code) for code in sorted(self._contested())))

    def _contested(self) -> set[str]:
        codes = [claim.code for claim in self.claims]
        return {code for code in codes if codes.count(code) > 1}

    def _claim(self, code: str) -> tuple[Claim, ...]:
        found = tuple(claim for claim in self.claims if claim.code == code)
        if len(found) > 1:
            raise self._rivals(code)
        return found

    def _rivals(self, code: str) -> PluginError:
        names = [f"{claim.plugin.source} ({claim.where})" for claim in self.claims if claim.code == code]
        return PluginError(", ".join(names), "", MESSAGES["rivals"].fill(code=code, names=names), MESSAGES["remove-one"])

    def _admit(self, claim: Claim) -> tuple[Plugin, object]:
        if claim.code not in self._admitted:
            with _blamed(claim.plugin):
                self._admitted[claim.code] = self._let_in(claim)
        return self._admitted[claim.code]

    def _let_in(self, claim: Claim) -> tuple[Plugin, object]:
        if self.apart.holds(claim.code):
            from tic_core.hooks.process import Worker

            self._workers[claim.code] = worker = Worker(claim.plugin, claim.where, self.apart)
            return worker.admitted()
        with quiet():
            speaker = claim.load()
            return admit(claim.plugin, speaker), speaker


def assemble(chain: Sequence[str], admitted: Sequence[tuple[Plugin, object]]) -> Answers:
    """One manager with the plugins of one chain. Their order is the façade's business, not the manager's."""
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(spec)
    for plugin, speaker in admitted:
        with _blamed(plugin):
            if manager.is_registered(speaker):
                raise refusal(plugin, "", MESSAGES["same-object"], MESSAGES["two-objects"])
            manager.register(speaker, name=f"{plugin.jurisdiction}: {plugin.source}")
            manager.check_pending()
    return Answers(manager, tuple(chain), tuple(plugin for plugin, _ in admitted))


@contextmanager
def _blamed(plugin: Plugin) -> Iterator[None]:
    """Whatever goes wrong inside is the plugin's fault and says so; only an interrupt from the keyboard passes."""
    try:
        yield
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        if isinstance(error, PluginError) and error.plugin == plugin.source:
            raise
        raise refusal(plugin, "", _fault(error), MESSAGES["mend"]) from error


def _fault(error: BaseException) -> Text:
    return error.what if isinstance(error, Failed) else MESSAGES["load"].fill(error=said_by(error))


def _chain(chain: Sequence[str]) -> tuple[str, ...]:
    codes = tuple(chain)
    if isinstance(chain, str) or not codes or len(set(codes)) < len(codes) or not all(map(CODE.fullmatch, codes)):
        raise UsageError(MESSAGES["chain"].fill(chain=chain), MESSAGES["chain-form"])
    return codes


def _normal(name: str) -> str:
    """A distribution's name as packaging tools compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _claims_of(distribution: Distribution) -> list[Claim]:
    found = [entry for entry in distribution.entry_points if entry.group == GROUP]
    return [_claim(distribution.name, distribution.version, entry) for entry in found]


def _claim(name: str, version: str, entry: EntryPoint) -> Claim:
    return Claim(Plugin(name, version, entry.name), entry.value, entry.load)


def _unreadable(distribution: Distribution, error: Exception) -> PluginError:
    place = Plugin(str(distribution.locate_file("")), "", "?")
    return refusal(place, "", MESSAGES["metadata"].fill(error=f"{type(error).__name__}: {error}"), MESSAGES["reinstall"])


def _claim_at_hand(code: str, speaker: object) -> Claim:
    version = getattr(speaker, "__version__", "")
    return Claim(Plugin(name_of(speaker), str(version), code), repr(speaker), lambda: speaker)


MESSAGES = {
    "metadata": Text("安装信息无法读取：{error}", "its installation cannot be read: {error}"),
    "reinstall": Text("重新安装该分发包", "install that distribution again"),
    "code": Text("“{code}”不是辖区代码", "“{code}” is not the code of a jurisdiction"),
    "code-form": Text(
        "入口点以辖区代码命名，如 zz-coast-harbour；此插件永远不会被询问",
        "name the entry point by the code, such as zz-coast-harbour; this plugin is never asked",
    ),
    "rivals": Text("辖区 {code} 有多个插件：{names}", "several plugins claim {code}: {names}"),
    "remove-one": Text("只保留一个；均未导入", "keep one of them; none was imported"),
    "load": Text("无法载入：{error}", "it cannot be loaded: {error}"),
    "mend": Text("修好或卸载该插件", "mend the plugin or uninstall it"),
    "same-object": Text("同一对象代表本链的两个辖区", "one object for two jurisdictions of this chain"),
    "two-objects": Text("每个辖区各用一个模块或实例", "give each jurisdiction a module or an instance of its own"),
    "chain": Text("“{chain}”不是辖区链", "“{chain}” is not a chain of jurisdictions"),
    "chain-form": Text("由近及远、互不相同的辖区代码", "codes from the nearest to the farthest, each once"),
}
