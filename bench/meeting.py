"""`python -m bench.meeting`: 200 phones and a big screen in one meeting, beside people who read.

A gunicorn of its own with the settings that a plain installation has, and clients in this process
over real connections. First the readers alone, then the same readers while the meeting goes on:
what the meeting costs the others is the difference.
"""

import argparse
import asyncio
import os
import platform
import random
import re
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import quantiles
from urllib.parse import urlencode
from uuid import uuid4

from sqlalchemy import select

from app import create_app
from app.accounts.queries import hash_token
from app.core.db import atomic, db
from app.domain.permissions import Role
from app.models import Campaign, CampaignBody, Membership, Person, RoomMeeting, SignIn
from bench.application import fresh_app, settle
from bench.data import DAY, NOW, Sizes, add, fill
from bench.measuring import Caller
from bench.scenes import Visitor
from tools.translations import compile_if_stale

KEY = "a-secret-for-the-bench-and-nothing-else"
CODE = "BCD234"
READERS = 8
SIZES = Sizes(ideas=300, votes=3_000, comments=1_000, visitors=READERS)
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class StandingClock:
    """The same moment for everybody, within the call of one campaign."""

    is_for_tests = True

    def now(self):
        return NOW

    def after_lock(self, _session):
        return NOW


def application():
    """What gunicorn serves."""
    return create_app({"CLOCK": StandingClock(), "LOG_LEVEL": "ERROR"})


@dataclass(frozen=True)
class Pace:
    """Seconds: between two questions, as the pages ask; until all are in; between two acts."""

    phone: float = 3.0
    screen: float = 1.0
    reader: float = 1.0
    come_in: float = 15.0
    steering: float = 15.0
    note: float = 30.0
    lasts: float = 60.0


@dataclass
class Heard:
    """Milliseconds of each answer, by kind of request, and what went wrong."""

    times: dict = field(default_factory=dict)
    wrong: list = field(default_factory=list)

    def line(self, kind):
        times = sorted(self.times.get(kind, []))
        if len(times) < 2:
            return f"{kind:<34} {len(times):>7}"
        cuts = quantiles(times, n=100)
        shown = "".join(f"{value:>9.1f}" for value in (cuts[49], cuts[94], cuts[98], times[-1]))
        return f"{kind:<34} {len(times):>7}{shown}"


class Client:
    """One browser with one connection that stays open."""

    def __init__(self, port, heard, cookie=""):
        self.port, self.heard, self.cookies = port, heard, {}
        if cookie:
            self.cookies.update([cookie.split("=", 1)])
        self._streams = None

    async def ask(self, kind, path, *, form=None, etag=None):
        """Status, headers and body; the time it took is noted under `kind`."""
        body = urlencode(form).encode() if form is not None else b""
        head = [f"{'GET' if form is None else 'POST'} {path} HTTP/1.1", "Host: 127.0.0.1"]
        head += [f"Cookie: {'; '.join(map('='.join, self.cookies.items()))}"] * bool(self.cookies)
        head += [f"If-None-Match: {etag}"] * bool(etag)
        if form is not None:
            head += [
                "Content-Type: application/x-www-form-urlencoded",
                f"Content-Length: {len(body)}",
                "Accept: application/json" if kind == "note" else "Accept: text/html",
            ]
        started = time.perf_counter()
        status, headers, said = await self._send("\r\n".join([*head, "", ""]).encode() + body)
        self.heard.times.setdefault(kind, []).append((time.perf_counter() - started) * 1_000)
        if status >= 400:
            self.heard.wrong.append(f"{kind} {path}: {status}")
        return status, headers, said

    async def _send(self, message):
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self.port)
        reader, writer = self._streams
        writer.write(message)
        lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        pairs = [line.split(": ", 1) for line in lines[1:] if line]
        for name, value in pairs:
            if name.lower() == "set-cookie":
                self.cookies.update([value.split(";")[0].split("=", 1)])
        headers = {name.lower(): value for name, value in pairs}
        said = await reader.readexactly(int(headers.get("content-length", 0)))
        if headers.get("connection") == "close":
            writer.close()
            self._streams = None
        return int(lines[0].split()[1]), headers, said.decode()


async def phone(port, heard, number, pace, until):
    """Comes in, then asks and writes until the end, and once in any case."""
    chance, client = random.Random(number), Client(port, heard)
    await asyncio.sleep(pace.come_in * chance.random())
    _, _, page = await client.ask("page to join", "/rom")
    form = {"csrf_token": _TOKEN.search(page)[1], "code": CODE, "name": ""}
    _, headers, _ = await client.ask("join", "/rom", form=form)
    place = headers["location"]
    _, _, page = await client.ask("phone's page", place)
    token, etag = _TOKEN.search(page)[1], None
    next_note = time.monotonic() + pace.note * chance.random()
    asks = True
    while asks:
        now = time.monotonic()
        asks = now < until
        if now >= next_note:
            next_note = now + pace.note * (0.5 + chance.random())
            text = f"Tanke {len(heard.times.get('note', []))} fra telefon {number}"
            sent = {"csrf_token": token, "text": text, "client_key": uuid4().hex}
            await client.ask("note", f"{place}/lapper", form=sent)
        _, headers, _ = await client.ask("phone asks", f"{place}/nytt", etag=etag)
        etag = headers.get("etag", etag)
        await asyncio.sleep(pace.phone * (0.75 + chance.random() / 2))


async def screen(port, heard, cookie, address, pace, until):
    client, etag = Client(port, heard, cookie), None
    while time.monotonic() < until:
        _, headers, _ = await client.ask("screen asks", f"{address}/skjerm/nytt", etag=etag)
        etag = headers.get("etag", etag)
        await asyncio.sleep(pace.screen)


async def facilitator(port, heard, cookie, address, pace, until):
    """Steers now and then, so that every phone has something new to fetch at once."""
    client = Client(port, heard, cookie)
    while time.monotonic() < until:
        _, _, page = await client.ask("facilitator's page", address)
        for act in ("hide", "reveal"):
            sent = {"csrf_token": _TOKEN.search(page)[1], "act": act}
            await client.ask("steering", f"{address}/styr", form=sent)
            await asyncio.sleep(pace.steering)


async def reader(port, heard, number, cookie, paths, pace, until):
    """Somebody who has nothing to do with the meeting."""
    chance, client = random.Random(-number), Client(port, heard, cookie)
    await asyncio.sleep(pace.reader * chance.random())
    while time.monotonic() < until:
        kind = chance.choice(list(paths))
        await client.ask(kind, paths[kind])
        await asyncio.sleep(pace.reader * (0.5 + chance.random()))


@dataclass
class Room:
    """Where the meeting is, and who reads beside it."""

    port: int
    address: str
    cookie: str
    readers: list
    paths: dict


async def measure(room, pace, *, phones):
    heard, until = Heard(), time.monotonic() + pace.lasts
    people = [
        reader(room.port, heard, number, cookie, room.paths, pace, until)
        for number, cookie in enumerate(room.readers)
    ]
    if phones:
        people += [screen(room.port, heard, room.cookie, room.address, pace, until)]
        people += [facilitator(room.port, heard, room.cookie, room.address, pace, until)]
    for number in range(phones):
        people.append(phone(room.port, heard, number, pace, until))
    await asyncio.gather(*people)
    return heard


async def warm_up(room):
    """The first request of each kind compiles templates and makes the index of likeness."""
    client = Client(room.port, Heard(), room.readers[0])
    for path in room.paths.values():
        await client.ask("first", path)
    phone_of_nobody = Client(room.port, Heard(), room.cookie)
    for path in (room.address, f"{room.address}/skjerm", "/rom"):
        await phone_of_nobody.ask("first", path)


@contextmanager
def served(settings):
    """Gunicorn as the product is started, on a free port; yields the port and its process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "bench.meeting:application()"],
        env=os.environ
        | settings
        | {"SECRET_KEY": KEY, "PORT": str(port), "BIND_ADDRESS": "127.0.0.1"},
    )
    try:
        _wait_for(port)
        yield port, server
    finally:
        server.terminate()
        server.wait(30)


def _wait_for(port):
    pause = threading.Event()
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        pause.wait(0.1)
    raise SystemExit("gunicorn did not start")


def cpu_of(pid):
    """CPU seconds of a process and its children, as /proc has them."""
    ticks = 0
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            with open(f"/proc/{name}/stat") as file:
                fields = file.read().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(name) == pid or int(fields[1]) == pid:
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def open_meeting(session, place):
    """A meeting in the call, with somebody who holds it; its address and that person's token."""
    campaign = session.scalars(select(Campaign).where(Campaign.slug == place.submission)).one()
    owner = session.scalars(
        select(CampaignBody.body_id).where(
            CampaignBody.campaign_id == campaign.id, CampaignBody.part == "owner"
        )
    ).one()
    holder = add(
        session, Person, name="Frøya", email="f@etaten.example", locale="nb", created_at=NOW
    )
    held = {"person_id": holder.id, "body_id": owner, "role": Role.FACILITATOR}
    add(session, Membership, **held, starts_at=NOW - DAY)
    carried = "what-the-facilitator-carries"
    seen = {"created_at": NOW, "seen_at": NOW}
    add(session, SignIn, token_hash=hash_token(carried), person_id=holder.id, **seen)
    meeting = add(
        session,
        RoomMeeting,
        campaign_id=campaign.id,
        title="Kontormøte",
        code=CODE,
        needs_name=False,
        opened_by=holder.id,
        opened_at=NOW,
    )
    return f"/dugnader/{campaign.slug}/moter/{meeting.id}", carried


@contextmanager
def filled(server):
    """The data in a database, and how a server gets at it."""
    with fresh_app(server, CLOCK=StandingClock()) as app:
        room = make_room(app, SIZES)
        yield {name: app.config[name] for name in ("DATABASE_URL", "INSTANCE_PATH")}, room


def make_room(app, sizes):
    with app.app_context():
        with atomic() as session:
            place = fill(session, sizes)
            address, token = open_meeting(session, place)
        settle(db.engine)
        db.session.remove()
    caller = Caller(app)
    cookies = [Visitor(app, caller, each, "/personvern").cookie for each in (token, *place.tokens)]
    listed = f"/dugnader/{place.voting}/forslag"
    paths = {"list of 50, read beside": listed, "proposal, read beside": f"{listed}/1"}
    return Room(0, address, cookies[0], cookies[1:], paths)


def read_arguments():
    parser = argparse.ArgumentParser(prog="python -m bench.meeting", description=__doc__)
    parser.add_argument("--phones", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--note-every", type=float, default=30, help="seconds between two notes")
    parser.add_argument("--database", default=os.environ.get("DUGNAD_BENCH_DATABASE_URL", ""))
    return parser.parse_args()


def show(heard, seconds, cpu):
    print(f"{'milliseconds':<34} {'number':>7}{'median':>9}{'p95':>9}{'p99':>9}{'most':>9}")
    for kind in sorted(heard.times):
        print(heard.line(kind))
    number = sum(map(len, heard.times.values()))
    rate, share = number / seconds, 100 * cpu / seconds
    print(
        f"{rate:.0f} requests a second; the server used {share:.0f} % of one core,"
        f" {1_000 * cpu / number:.1f} ms a request"
    )
    print(f"{len(heard.wrong)} answers were wrong", *heard.wrong[:5], sep="\n  ", flush=True)


def main():
    arguments = read_arguments()
    pace = Pace(note=arguments.note_every, lasts=arguments.seconds)
    compile_if_stale()
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {arguments.phones} phones")
    servers = {"SQLite": "", **({"PostgreSQL": arguments.database} if arguments.database else {})}
    for name, server in servers.items():
        with filled(server) as (settings, room), served(settings) as (port, process):
            room.port = port
            asyncio.run(warm_up(room))
            for phones in (0, arguments.phones):
                before = cpu_of(process.pid)
                heard = asyncio.run(measure(room, pace, phones=phones))
                print(f"\n{name}, {phones} phones, load {os.getloadavg()[0]:.1f}")
                show(heard, arguments.seconds, cpu_of(process.pid) - before)


if __name__ == "__main__":
    main()
