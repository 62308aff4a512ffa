"""``ticctl demo``: a programme in a ledger of its own; shown the same whenever it is run, before and after the lapse."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tic_core.cli import main
from tic_core.packs import editions, load_programme

Ticctl = Callable[..., Result]
Told = Callable[..., dict[str, Any]]
LINHU = Path(__file__).parent / "linhu"


def test_it_shows_register_duties_a_life_a_refusal_and_the_verification(ticctl: Ticctl) -> None:
    result = ticctl("demo", "linhu-2024", "--as-of", "2025-05-01")

    assert result.exit_code == 0
    order = [
        "Measure of Linhu County on boatyards\naccepted 8, refused 2\n",
        "The register on 2025-05-01\n",
        "y-1  Linhu Boatyard Heron  boatyard  2024-03-11  linhu-2024\n",
        "What is owed on 2025-05-01\noverdue (1)\n",
        "One centre's life\ny-1\n",
        "2024-03-11  recognise → boatyard  Art. 5, Art. 3(1), Art. 4 …\n",
        "lawful next: order mending, shut down",
        "One refusal\ny-1 · recognise · 2024-02-20\n",
        "remedy: 2 of 3 is more than 1/3",
        "Verification\nthe ledger is whole: 8 events, no problem\n",
    ]
    places = [result.stdout.find(part) for part in order]
    assert -1 not in places, order[places.index(-1)]
    assert places == sorted(places)
    assert result.stderr.startswith("look further: ticctl list --ledger ")


def test_each_run_has_a_new_file_unless_one_is_named(told: Told, ledger: Path, tmp_path: Path) -> None:
    first, second = told("demo", "linhu-2024"), told("demo", "linhu-2024")
    named = told("demo", "linhu-2024", "--ledger", tmp_path / "mine.db")

    assert len({first["ledger"], second["ledger"], named["ledger"]}) == 3  # and none is the one that TIC_LEDGER names
    assert named["ledger"] == f"sqlite:///{tmp_path / 'mine.db'}"
    assert (tmp_path / "mine.db").exists()


def test_a_second_run_on_the_same_ledger_shows_the_same(told: Told, tmp_path: Path) -> None:
    words = ["demo", "linhu-2024", "--ledger", tmp_path / "mine.db", "--as-of", "2025-05-01"]

    first, second = told(*words), told(*words)

    assert second["counts"] == {"accepted": 0, "refused": 2, "conflict": 0, "duplicate": 8}
    assert [each["status"] for each in second["receipts"] if each["status"] != "refused"] == ["duplicate"] * 8
    assert [each["sequence"] for each in first["receipts"]] == [each["sequence"] for each in second["receipts"]]
    for part in ("centres", "duties", "life", "refusal", "verification"):
        assert first[part] == second[part], part


def test_a_ledger_that_holds_anything_else_is_refused_and_left_alone(ticctl: Ticctl, told: Told, ledger: Path) -> None:
    acts = '{"id": "other", "kind": "complain", "centre": "y-1", "on": "2024-10-01", "by": "linhu-bureau"}'
    assert ticctl("submit", "-", stdin=acts.encode()).exit_code == 0
    before = told("verify")["root"]

    result = ticctl("demo", "linhu-2024", "--ledger", ledger)

    assert result.exit_code == 2
    assert "holds something other than the sample (other)" in result.stderr
    assert told("verify")["root"] == before


@pytest.mark.parametrize("day", ["2023-06-01", "2024-03-01", "2026-12-31", "2027-01-01", "2040-02-29"])
def test_it_can_be_shown_for_any_day(told: Told, day: str) -> None:
    document = told("demo", "linhu-2024", "--as-of", day)

    assert document["as_of"] == day
    assert document["verification"]["ok"]
    overdue = [each["due"] for each in document["duties"] if each["status"] == "overdue"]
    assert all(due <= "2026-12-31" for due in overdue)  # after the lapse nothing new is breached


def test_it_works_when_the_machine_believes_in_a_day_before_the_last_sample_act(
    told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tic_core.cli import sample

    class Past(sample.datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return cls(1999, 12, 31, tzinfo=tz)

    monkeypatch.setattr(sample, "datetime", Past)
    document = told("demo", "linhu-2024")

    assert document["counts"]["accepted"] == 8
    assert document["as_of"] == "2024-09-20"


def test_acts_come_in_order_of_days_but_never_before_what_stands_above_them(tmp_path: Path) -> None:
    folder = tmp_path / "linhu-2024"
    (folder / "acts").mkdir(parents=True)
    (folder / "edition.toml").write_text((LINHU / "linhu-2024" / "edition.toml").read_text(encoding="utf-8"), encoding="utf-8")
    days = {"b.toml": [("b1", 3), ("b2", 1), ("b3", 5)], "a.toml": [("a1", 3), ("a2", 4)]}
    for name, acts in days.items():
        text = "".join(f'[[act]]\nid = "{act}"\nkind = "x"\nby = "y"\non = {date(2024, 1, day)}\n' for act, day in acts)
        (folder / "acts" / name).write_text(f'schema = "tic/acts/1"\n{text}', encoding="utf-8")

    found = next(each for each in editions([tmp_path]) if each.id == "linhu-2024")

    assert [act.id for act in load_programme(found.acts)] == ["a1", "b1", "b2", "a2", "b3"]


def test_an_edition_without_sample_acts_cannot_be_shown(tmp_path: Path) -> None:
    (tmp_path / "linhu-2024").mkdir()
    text = (LINHU / "linhu-2024" / "edition.toml").read_text(encoding="utf-8")
    (tmp_path / "linhu-2024" / "edition.toml").write_text(text, encoding="utf-8")

    result = CliRunner().invoke(main, ["demo", "linhu-2024", "--policies", str(tmp_path), "--lang", "en"])

    assert (result.exit_code, result.stderr.partition(" — ")[0]) == (2, "there is no edition with sample acts")


def test_unasked_it_shows_a_real_measure_rather_than_an_invented_one(ticctl: Ticctl) -> None:
    from tic_core.cli.sample import edition_with_acts
    from tic_core.shelf import Shelf

    shelf = Shelf([LINHU])
    assert edition_with_acts(shelf, "linhu-2024").id == "linhu-2024"
    assert not shelf.book(edition_with_acts(shelf, None).id).identity.synthetic


def test_a_folder_that_is_not_there_is_told_before_any_act_is_lost(ticctl: Ticctl, tmp_path: Path) -> None:
    result = ticctl("demo", "linhu-2024", "--ledger", tmp_path / "nowhere" / "mine.db")

    assert result.exit_code == 4
    assert "nowhere" in result.stderr


def test_weihai_is_shown_without_naming_anything() -> None:
    result = CliRunner().invoke(main, ["demo", "--json", "--lang", "zh", "--as-of", "2028-01-01"])
    document = json.loads(result.stdout)

    assert (result.exit_code, document["edition"]) == (0, "weihai-2022")
    assert len(document["centres"]) >= 16
    assert document["counts"]["conflict"] == document["counts"]["duplicate"] == 0
    assert "no-basis" in {each["status"] for each in document["duties"]}
    assert any(finding["limit"] == "1/3" and finding["cite"].startswith("12") for finding in document["refusal"]["findings"])
