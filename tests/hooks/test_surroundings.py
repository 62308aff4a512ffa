"""What belongs to the whole process is as before when a plugin has answered; where it cannot be told whose change it was, nobody
is blamed."""

from __future__ import annotations

import decimal
import locale
import os
import sys
import threading
from pathlib import Path

import pytest

from tic_core.hooks import surroundings
from tic_core.hooks.exchange import Failed
from tic_core.hooks.surroundings import alone, held, quiet


@pytest.fixture
def one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(surroundings, "alone", lambda: True)


@pytest.mark.usefixtures("one_thread")
def test_every_change_is_named_and_put_back(tmp_path: Path) -> None:
    before = {name: look() for name, (look, _) in surroundings.WATCHED.items()}

    @held()
    def meddle() -> None:
        os.environ["TZ"] = "Pacific/Kiritimati"
        os.chdir(tmp_path)
        locale.setlocale(locale.LC_ALL, "C.UTF-8" if before["locale"] == "C" else "C")
        sys.setrecursionlimit(before["recursion"] + 1)

    with pytest.raises(Failed) as caught:
        meddle()
    assert {name: look() for name, (look, _) in surroundings.WATCHED.items()} == before
    for word in ("the environment", "the current folder", "the locale", "the recursion limit"):
        assert word in caught.value.what.en
    assert "环境变量、当前文件夹、区域设置、递归深度" in caught.value.what.zh


@pytest.mark.usefixtures("one_thread")
def test_a_change_is_put_back_after_an_exception_too_and_the_exception_is_what_is_told() -> None:
    before = dict(os.environ)

    @held()
    def fail() -> None:
        os.environ.clear()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert dict(os.environ) == before


@pytest.mark.usefixtures("one_thread")
def test_whoever_replaces_stdout_gets_it_replaced_for_himself(capsys: pytest.CaptureFixture[str]) -> None:
    out, err = sys.stdout, sys.stderr
    with held():
        sys.stdout.write("talk\n")
        sys.stdout = sys.stderr = None
    assert (sys.stdout, sys.stderr) == (out, err)
    assert capsys.readouterr() == ("", "talk\n")


def test_a_plugin_reckons_with_a_context_of_its_own_whatever_the_program_has_set() -> None:
    with decimal.localcontext(decimal.Context(prec=3)) as ours:
        with held():
            assert decimal.getcontext().prec == 28
            decimal.getcontext().prec = 1
            decimal.setcontext(decimal.Context(prec=2))
        assert decimal.getcontext() is ours
        assert ours.prec == 3


def test_among_several_threads_nobody_is_blamed_and_nothing_is_moved() -> None:
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    out = sys.stdout
    try:
        assert not alone()
        with held():
            os.environ["TIC_TEST_OF_THREADS"] = "1"
            assert sys.stdout is out
        with quiet():
            assert sys.stdout is out
        assert os.environ.pop("TIC_TEST_OF_THREADS") == "1"
    finally:
        stop.set()
        thread.join()


@pytest.mark.usefixtures("one_thread")
def test_a_thread_that_is_left_is_named() -> None:
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    with pytest.raises(Failed, match="a thread left running"), held():
        thread.start()
    stop.set()
    thread.join()


@pytest.mark.usefixtures("one_thread")
def test_what_is_printed_while_a_plugin_is_imported_is_talk(capsys: pytest.CaptureFixture[str]) -> None:
    with quiet():
        sys.stdout.write("hello\n")
    assert capsys.readouterr() == ("", "hello\n")
