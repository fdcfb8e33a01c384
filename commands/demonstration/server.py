"""The demonstration's process: a server in the event loop, and a thread that plays the past and then the opening."""

import asyncio
import traceback
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Thread

import app
from commands.demonstration.clock import DemoClock, begin_at, load_next_year
from commands.demonstration.custodians import DemoCustodians
from commands.demonstration.doors import doors_of
from commands.demonstration.handouts import HandOuts
from commands.demonstration.live import Stage, tell_address, tell_table
from commands.demonstration.play import BEGIN, Loader
from commands.demonstration.state import DemoState
from commands.rehearsal.carrier import Carrier, carrier_on_loopback
from commands.rehearsal.pdfs import Press
from commands.speech import Voice
from commands.wire import Wire
from foundation.accounts.actions import first_setup_link
from foundation.actors import CLOCK
from foundation.clock import stopwatch
from foundation.entropy import system_entropy
from foundation.print.typesetting import find_fonts
from foundation.realtime import Hub
from foundation.serve import QuietServer, standing_house
from foundation.settings import Settings
from foundation.work import House


async def serve_demo(settings: Settings, voice: Voice) -> int:
    """Serve until Ctrl-C; 1 when the past could not be played."""
    load_next_year()
    with carrier_on_loopback(system_entropy(16).hex()) as carrier:
        settings = replace(settings, carrier_url=carrier.url, carrier_secret=carrier.secret)
        return await _serve(settings, voice, carrier)


async def _serve(settings: Settings, voice: Voice, carrier: Carrier) -> int:
    state, site = DemoState(settings.data_dir), await app.open_site(settings)
    async with standing_house(settings, app.create_house) as house:
        ahead = await _stand(house, state)
        async with house.work(CLOCK) as work:
            await app.begin(work, site)
        link = await first_setup_link(house) or ""
        press = _press(settings)
        more = doors_of(state, HandOuts(settings.data_dir, press))
        built = app.build_app(house, Hub(house.settings.database_url), site, more_doors=more)
        server = QuietServer(built, house.settings)
        clock = DemoClock(house, asyncio.get_running_loop(), ahead)
        player = Player(house, voice, state, server, clock, link, press, carrier)
        await server.run_until_told(player.start)
        return 1 if player.failed else 0


def _press(settings: Settings) -> Press:
    return Press(find_fonts(Path(settings.font_dir) if settings.font_dir else None), system_entropy)


async def _stand(house: House, state: DemoState) -> timedelta:
    """At the beginning of the past, or as far ahead as an earlier start left the database."""
    if state.is_loaded:
        state.read()
        return timedelta(seconds=state.ahead)
    return await begin_at(house, BEGIN)


class Player:
    """What goes on beside the server, in a thread of its own that ends with the process."""

    def __init__(
        self,
        house: House,
        voice: Voice,
        state: DemoState,
        server: QuietServer,
        clock: DemoClock,
        link: str,
        press: Press,
        carrier: Carrier,
    ) -> None:
        self._press, self._carrier = press, carrier
        self._voice, self._state, self._server, self._link, self._clock = voice, state, server, link, clock
        self._begun = stopwatch()
        self._settings = house.settings
        self._wire = Wire(house.settings.address)
        folder = house.settings.data_dir / "custodians"
        self._custodians = DemoCustodians(folder, house.settings.address, self._clock.now)
        self.failed = False

    def start(self) -> None:
        """Called once the port is open."""
        Thread(target=self._guarded, daemon=True).start()

    def _guarded(self) -> None:
        try:
            self._play()
        except Exception as fault:
            if self._server.should_exit:
                return
            self.failed = True
            traceback.print_exc()
            words = f"{type(fault).__name__}: {fault}"
            self._voice.say(f"✗ 演示中断：{words}", f"✗ The demonstration broke off: {words}")
            self._server.should_exit = True

    def _play(self) -> None:
        if not self._state.is_loaded:
            self._load()
        seconds = stopwatch() - self._begun
        self._voice.say(f"✓ 演示环境就绪，用时{seconds:.0f}秒", f"✓ The demonstration is up after {seconds:.0f} s")
        stage = Stage(self._voice, self._wire, self._state, self._clock, self._custodians, self._carrier)
        stage.company.turn()
        tell_table(self._voice, self._wire, self._state, self._clock)
        stage.tell_next()
        tell_address(self._voice, self._wire.url)
        with suppress(KeyboardInterrupt):
            stage.go_on()

    def _load(self) -> None:
        self._voice.say("正在演绎前85天：", "Playing the last 85 days:")
        folder = self._settings.data_dir
        told = (self._press, folder, self._voice, self._state, self._carrier)
        loader = Loader(self._wire, self._clock, self._custodians, *told)
        loader.load(self._link)
