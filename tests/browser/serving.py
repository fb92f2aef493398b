"""How tests and benchmarks start Chromium, and serve built pages to it."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def chromium_program(playwright: Playwright) -> str | None:
    """Chromium on the path, as Debian's, else the one that Playwright has fetched; or None."""
    program = shutil.which("chromium") or playwright.chromium.executable_path
    return program if Path(program).exists() else None


class QuietHandler(SimpleHTTPRequestHandler):
    """Files of one folder, without a line on stderr for each."""

    def log_message(self, *_arguments: object) -> None:
        """Say nothing: the visit itself notes what failed."""


@contextmanager
def served(folder: Path, handler: type[SimpleHTTPRequestHandler] = QuietHandler) -> Iterator[str]:
    """Serve a folder on a free local port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
