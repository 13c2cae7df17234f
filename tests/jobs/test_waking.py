"""Waking the worker: at once, from a thread of its own, and once for many calls."""

from __future__ import annotations

import threading

from engagement.jobs.queue import Waker


def test_many_calls_of_a_moment_put_one_task() -> None:
    put = threading.Semaphore(0)
    threads: list[int] = []

    def task() -> None:
        threads.append(threading.get_ident())
        put.release()

    wake = Waker(task, rest_seconds=60)
    wake()
    assert put.acquire(timeout=60), "the first is put at once"
    assert threading.get_ident() not in threads, "nobody waits for it"
    for _ in range(100):
        wake()  # within the rest
    assert len(threads) == 1
    wake.put_now()  # what is asked for when the process ends
    assert len(threads) == 2
    wake.put_now()
    assert len(threads) == 2, "nothing is asked for"


def test_what_is_asked_for_later_is_put_as_well() -> None:
    put = threading.Semaphore(0)
    wake = Waker(put.release, rest_seconds=0)
    for _ in range(3):
        wake()
        assert put.acquire(timeout=60)


def test_a_queue_that_is_away_disturbs_nobody() -> None:
    tried = threading.Semaphore(0)

    def away() -> None:
        tried.release()
        raise OSError("no queue")

    wake = Waker(away, rest_seconds=0)
    for _ in range(2):
        wake()
        assert tried.acquire(timeout=60), "it goes on"
