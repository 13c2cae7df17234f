"""What is asked for, and what each is compared with."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from benchmarks.load import Ask
from benchmarks.shelf import Offers, questions

HELLO, LIST, SIGN_UP = "bare view", "bare list page", "bare sign-up"
_number = itertools.count(1)
_chance = random.Random(11)


@dataclass(frozen=True)
class Scenario:
    """A stream of requests, the statuses that are right, and the reference."""

    name: str
    asks: Callable[[], Iterator[Ask]]
    reference: str
    statuses: tuple[int, ...] = (200,)
    writes: bool = False  # it changes what pages of the others show
    aim: float | None = None  # share of the reference's requests/s
    most_statements: int | None = None


def _cycle(paths: list[str]) -> Callable[[], Iterator[Ask]]:
    return lambda: (Ask(path) for path in itertools.cycle(paths))


def _search(texts: list[str], more: str = "") -> Callable[[], Iterator[Ask]]:
    return _cycle([f"/gross/mitmachen/?{urlencode({'q': text})}{more}" for text in texts])


def _visits(shelf: Offers, offers: list[str], words: list[str], narrowed: list[str]) -> Callable[[], Iterator[Ask]]:
    """What visitors ask for, mixed: few pages, words and offers often, most of them seldom (Zipf's law)."""
    pages = [f"/gross/mitmachen/?seite={n}" for n in range(2, shelf.pages + 1)]
    asked = [f"/gross/mitmachen/?{urlencode({'q': word})}" for word in words]
    kinds: list[tuple[float, list[str]]] = [
        (0.15, ["/gross/"]), (0.2, ["/gross/mitmachen/"]), (0.1, pages), (0.1, narrowed), (0.15, asked), (0.3, offers),
    ]  # fmt: skip
    weights = [list(itertools.accumulate(1 / rank for rank in range(1, len(each) + 1))) for _share, each in kinds]

    def visits() -> Iterator[Ask]:
        while True:
            (kind,) = _chance.choices(range(len(kinds)), [share for share, _paths in kinds])
            (path,) = _chance.choices(kinds[kind][1], cum_weights=weights[kind])
            yield Ask(path)

    return visits


def _with_sign_ups(visits: Callable[[], Iterator[Ask]], sign_ups: Iterator[Ask]) -> Callable[[], Iterator[Ask]]:
    """Every hundredth visitor signs up: a page that showed that date is made anew when it is asked for again."""
    return lambda: (next(sign_ups) if number % 100 == 0 else ask for number, ask in enumerate(visits(), 1))


def _first_look(paths: list[str]) -> Callable[[], Iterator[Ask]]:
    """The same pages under addresses that nobody has asked for: none of them is kept."""
    return lambda: (Ask(f"{path}{'&' if '?' in path else '?'}neu={next(_number)}") for path in itertools.cycle(paths))


def sender() -> str:
    """Another visitor's network each time: sign-ups are limited by it."""
    return f"10.{next(_number) % 250}.{random.randrange(250)}.{random.randrange(250)}"


def sign_up(offer: str, shift: str, email: str | None = None) -> Ask:
    """A guest takes a place."""
    email = email or f"gast{next(_number)}-{random.randrange(10**9)}@leute.example"
    form = {"shift": shift, "name": "Mara Muster", "email": email, "is_adult": "ja", "party_size": "1", "message": ""}
    return Ask(f"/gross/mitmachen/{offer}/zusagen", urlencode(form), sender())


def bare_sign_up() -> Iterator[Ask]:
    chance = random.Random(3)
    while True:
        body = urlencode({"email": f"gast{next(_number)}@leute.example"})
        yield Ask(f"/sign-up/{chance.randrange(1, 10_000)}", body)


def references() -> list[Scenario]:
    return [
        Scenario(HELLO, _cycle(["/hello"]), HELLO),
        Scenario(LIST, _cycle(["/list"]), HELLO),
        Scenario(SIGN_UP, bare_sign_up, HELLO, statuses=(303,), writes=True),
    ]


def scenarios(shelf: Offers) -> list[Scenario]:
    single, parts, pairs = questions()
    chance = random.Random(5)

    def sign_ups() -> Iterator[Ask]:
        while True:
            yield sign_up(*chance.choice(shelf.shifts))

    offers = [f"/gross/mitmachen/{public_id}" for public_id in chance.sample(shelf.offers, min(500, len(shelf.offers)))]
    some = [
        "thema=sport",
        "thema=culture&fuer=children",
        "ort=nordstadt",
        "zeit=weekly",
        "tageszeit=evening&thema=nature",
    ]
    pages = shelf.pages
    every_third = [f"/gross/mitmachen/?seite={n}" for n in range(1, pages, 3)]
    words = [f"/gross/mitmachen/?{urlencode({'q': text})}" for text in single]
    narrowed = [f"/gross/mitmachen/?{each}" for each in some]
    few = {"aim": 0.25, "most_statements": 6}
    visits = _visits(shelf, offers, single, narrowed)
    return [
        Scenario("home", _cycle(["/gross/"]), LIST),
        Scenario("list", _cycle(["/gross/mitmachen/"]), LIST, **few),
        Scenario("list, any page", _cycle(every_third), LIST, **few),
        Scenario("list, last page", _cycle([f"/gross/mitmachen/?seite={pages}"]), LIST, **few),
        Scenario("list, narrowed", _cycle(narrowed), LIST, **few),
        Scenario("list, this weekend", _cycle(["/gross/mitmachen/?wann=wochenende"]), LIST, **few),
        Scenario("search, a word", _search(single), LIST, **few),
        Scenario("search, part of a word", _search(parts), LIST, **few),
        Scenario("search, two words", _search(pairs), LIST, **few),
        Scenario("search with a theme", _search(single, "&thema=sport"), LIST, **few),
        Scenario("offer", _cycle(offers), LIST, **few),
        Scenario("portal", _cycle(["/"]), LIST),
        Scenario("visits, mixed", visits, LIST, **few),
        Scenario("visits and sign-ups", _with_sign_ups(visits, sign_ups()), LIST, statuses=(200, 303)),
        Scenario("first look: list", _first_look(every_third), LIST),
        Scenario("first look: search", _first_look(words), LIST),
        Scenario("first look: offer", _first_look(offers), LIST),
        Scenario("sign-up", sign_ups, SIGN_UP, statuses=(303,), aim=0.5, writes=True),
    ]
