"""The page for addresses that the site does not have: whole at any depth, wherever the site is."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page
from serving import QuietHandler, served

FILES = {
    "index.md": "# The book\n\n```{toctree}\n:caption: One part\n\na/first\n```\n"
    "\n```{toctree}\n:caption: Another & last\n\nb/second\n```\n",
    "a/first.md": "# First\n",
    "b/second.md": "# Second\n",
}


class GivesPage(QuietHandler):
    """Answers for what is not there with the site's own page, as static hosts do."""

    def send_error(self, code, message=None, explain=None):
        body = Path(self.directory, "repository/404.html").read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


@pytest.fixture(scope="module", params=["", "https://book.example/repository/"])
def host(request, tmp_path_factory) -> Iterator[str]:
    """A host with a site in a folder; its address is known to the build, or not."""
    from tiny_book import build_book

    folder = tmp_path_factory.mktemp("host")
    book = build_book(folder, FILES, ["workedout_book.site.not_found"], html_baseurl=request.param)
    assert book.warnings == ""
    (folder / "root").mkdir()
    shutil.copytree(book.output, folder / "root" / "repository")
    with served(folder / "root", GivesPage) as address:
        yield address


@pytest.fixture
def page(chromium) -> Iterator[Page]:
    with chromium.new_context(viewport={"width": 375, "height": 812}) as context:
        yield context.new_page()


DEEP = ["repository/nothing.html", "repository/a/nothing", "repository/a/b/c/nothing.html"]


@pytest.mark.parametrize("path", DEEP)
def test_its_links_lead_to_the_parts_of_the_book(page, host, path):
    page.goto(f"{host}/{path}", wait_until="networkidle")
    links = {a.inner_text(): a.get_attribute("href") for a in page.locator("a").all()}
    assert links == {
        "the first page": "/repository/index.html",
        "One part": "/repository/a/first.html",
        "Another & last": "/repository/b/second.html",
    }


@pytest.mark.parametrize("path", DEEP)
def test_its_search_leads_to_results(page, host, path):
    page.goto(f"{host}/{path}", wait_until="networkidle")
    page.get_by_role("searchbox").fill("first")
    page.get_by_role("searchbox").press("Enter")
    page.wait_for_url(f"{host}/repository/search.html?q=first")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_can_be_read_by_everybody(visit, host, scheme):
    seen = visit(f"{host}/{DEEP[-1]}", 375, scheme)
    assert seen.violations == []
    assert seen.overflow == []
    assert seen.strangers == []
