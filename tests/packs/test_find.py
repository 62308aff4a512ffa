"""Packs are found by entry point and by folder, and read without running anything in them."""

from __future__ import annotations

import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from tic_core.errors import DocumentError
from tic_core.packs import Found, Pack, editions, find, load, packs

MINE = '[identity]\nid = "{id}"\npolicy = "qingyu"\njurisdiction = "cn-xx-qingyu"\nparents = ["cn-xx", "cn"]\n'


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with no pack installed."""
    monkeypatch.setattr(find, "entry_points", lambda group: ())


def pack(folder: Path, *names: str, text: str = MINE) -> Path:
    for name in names:
        place = folder / name / "edition.toml"
        place.parent.mkdir(parents=True)
        place.write_text(text.format(id=name), encoding="utf-8")
    return folder


def fault(error: pytest.ExceptionInfo[DocumentError]) -> tuple[str, str, str]:
    (only,) = error.value.faults
    return only.code, only("zh"), only("en")


def test_the_published_measures_are_found_where_they_are_installed() -> None:
    found = {each.id: each for each in editions()}
    assert found["weihai-2022"].policy == "weihai"
    assert found["weihai-2022"].jurisdiction == "cn-sd-weihai"
    assert found["weihai-2022"].parents == ("cn-sd", "cn")
    assert load(found["weihai-2022"].path).id == "weihai-2022"


@pytest.mark.usefixtures("alone")
def test_editions_of_a_folder_are_listed_by_id(tmp_path: Path) -> None:
    folder = pack(tmp_path / "mine", "b-2025", "a-2024")
    found = editions([folder])
    assert [each.id for each in found] == ["a-2024", "b-2025"]
    path = folder.resolve() / "a-2024" / "edition.toml"
    assert found[0] == Found("a-2024", "qingyu", "cn-xx-qingyu", ("cn-xx", "cn"), path, "mine")
    assert found[0].folder == path.parent


@pytest.mark.usefixtures("alone")
def test_an_editions_own_folder_may_be_given_and_counts_once(tmp_path: Path) -> None:
    folder = pack(tmp_path / "mine", "a-2024", "b-2025")
    assert [each.id for each in editions([folder / "a-2024"])] == ["a-2024"]
    assert [each.id for each in editions([folder, folder / "a-2024", folder])] == ["a-2024", "b-2025"]


@pytest.mark.usefixtures("alone")
def test_one_id_in_two_packs_is_an_error_that_names_both(tmp_path: Path) -> None:
    one, two = pack(tmp_path / "one", "a-2024"), pack(tmp_path / "two", "a-2024")
    with pytest.raises(DocumentError) as error:
        editions([one, two])
    code, zh, en = fault(error)
    assert code == "duplicate-edition"
    for place in (one, two):
        assert str(place) in zh
        assert str(place) in en
    assert "版本 a-2024 有两份" in zh
    assert "two editions a-2024" in en


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize("text", ["", "[[[", "identity = 3", "威海", "[identity]\nid = 7\nparents = 3"])
def test_a_broken_document_is_listed_by_its_folder_and_told_of_when_loaded(text: str, tmp_path: Path) -> None:
    folder = pack(tmp_path, "a-2024")
    place = folder / "a-2024" / "edition.toml"
    place.write_bytes(text.encode("gbk"))
    (found,) = editions([folder])
    assert (found.id, found.policy, found.parents) == ("a-2024", "", ())
    with pytest.raises(DocumentError):
        load(found.path)


@pytest.mark.usefixtures("alone")
def test_an_identity_below_its_tables_is_found_too(tmp_path: Path) -> None:
    folder = pack(tmp_path, "a-2024", text='[[role]]\nid = "x"\n' + MINE)
    assert [each.policy for each in editions([folder])] == ["qingyu"]


@pytest.mark.usefixtures("alone")
def test_sample_acts_lie_beside_the_edition_in_the_order_of_their_names(tmp_path: Path) -> None:
    folder = pack(tmp_path, "a-2024") / "a-2024" / "acts"
    folder.mkdir()
    for name in ("02.toml", "01.jsonl", "readme.md"):
        folder.joinpath(name).touch()
    (found,) = editions([tmp_path])
    assert [file.name for file in found.acts] == ["01.jsonl", "02.toml"]


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize("name", ["", "no-such-folder"])
def test_a_folder_that_is_no_pack_is_an_error(name: str, tmp_path: Path) -> None:
    with pytest.raises(DocumentError) as error:
        packs([tmp_path / name])
    code, zh, en = fault(error)
    assert code == "no-pack"
    assert "这不是政策包的文件夹" in zh
    assert "edition.toml" in en


def test_a_pack_is_located_and_never_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: its modules would leave a mark if anything ran them."""
    trap = "raise SystemExit('a pack has run code')\n"
    folder = pack(tmp_path / "trapped" / "inner", "a-2024")
    for place in (folder.parent, folder, folder / "a-2024"):
        place.joinpath("__init__.py").write_text(trap)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(find, "entry_points", lambda group: [EntryPoint("trap", "trapped.inner", group)])
    assert find.installed() == (Pack("trap", folder.resolve()),)
    assert [each.id for each in editions()] == ["a-2024"]
    assert "trapped" not in sys.modules
    with pytest.raises(SystemExit):
        __import__("trapped")


@pytest.mark.parametrize("value", ["no_such_package", "tic_core.no_such_part", "json:dumps", "tic core", "."])
def test_an_entry_point_without_a_folder_is_an_error(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(find, "entry_points", lambda group: [EntryPoint("lost", value, group)])
    with pytest.raises(DocumentError) as error:
        find.installed()
    code, zh, en = fault(error)
    assert code == "pack-missing"
    assert value in zh
    assert "install the pack again" in en


def test_one_pack_told_twice_is_one_pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pack(tmp_path / "twice", "a-2024")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(find, "entry_points", lambda group: [EntryPoint(name, "twice", group) for name in ("b", "a")])
    assert len(find.installed()) == 1
