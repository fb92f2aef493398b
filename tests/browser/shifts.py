"""What a page is asked while it opens: by how much its text jumped, and when it did not listen."""

from typing import NamedTuple

from playwright.sync_api import Browser, CDPSession

MOST = 0.05  # by how much text may jump
WIDTHS = {1280: 900, 375: 812}
SETTLED = 1500  # milliseconds after the last request

# The layout shift is the largest sum within five seconds without a second's rest between them.
WATCH = """(() => {
    window.shifts = [];
    window.tasks = [];
    const keep = (list, type, pick) => new PerformanceObserver(entries => {
        for (const entry of entries.getEntries()) list.push(pick(entry));
    }).observe({type, buffered: true});
    keep(window.shifts, 'layout-shift',
        e => ({at: e.startTime, value: e.hadRecentInput ? 0 : e.value}));
    keep(window.tasks, 'longtask', e => e.duration);
    window.shiftOf = shifts => {
        let [most, sum, first, last] = [0, 0, -Infinity, -Infinity];
        for (const {at, value} of shifts) {
            if (at - last > 1000 || at - first > 5000) [sum, first] = [0, at];
            [sum, last] = [sum + value, at];
            most = Math.max(most, sum);
        }
        return most;
    };
    window.blockedFor = tasks => tasks.reduce((sum, each) => sum + Math.max(0, each - 50), 0);
})()"""
SLOW = {"processor": 4, "bits": 10_000_000, "latency": 40}  # times, a second, ms


def slow_down(line: CDPSession) -> None:
    """Slow a page's processor and network, through its session of the DevTools protocol."""
    line.send("Network.enable")
    line.send("Emulation.setCPUThrottlingRate", {"rate": SLOW["processor"]})
    speed = SLOW["bits"] / 8
    conditions = {"offline": False, "latency": SLOW["latency"]}
    speeds = {"downloadThroughput": speed, "uploadThroughput": speed}
    line.send("Network.emulateNetworkConditions", {**conditions, **speeds})


class Opened(NamedTuple):
    """One opening of a page: the layout shift, and the blocking time in milliseconds."""

    shift: float
    blocked: float


def opened(browser: Browser, url: str, width: int) -> Opened:
    """Open a page, slowed, in a window without a cache."""
    with browser.new_context(viewport={"width": width, "height": WIDTHS[width]}) as context:
        page = context.new_page()
        slow_down(context.new_cdp_session(page))
        page.add_init_script(WATCH)
        page.goto(url, wait_until="networkidle")
        page.wait_for_timeout(SETTLED)
        return Opened(*page.evaluate("[shiftOf(shifts), blockedFor(tasks)]"))
