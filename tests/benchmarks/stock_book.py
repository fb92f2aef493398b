"""The same book as it would be without our care for its weight: stock theme, MathJax on the site.

All other extensions stay, so that both sites show the same text, figures and outputs; executed
outputs come from the book's cache.
"""

import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "book/_extensions"))

from workedout_book import EXTENSIONS  # noqa: E402

MATHJAX = "mathjax@3.2.2"
OURS = {"mathematics.katex", "site.page_finish"}  # what makes pages light: left out here


def with_mathjax(config: dict) -> dict:
    """The book's configuration with the stock theme's pages, and MathJax from its own folder."""
    sphinx = config["sphinx"]
    others = [f"workedout_book.{name}" for name in EXTENSIONS if name not in OURS]
    sphinx["local_extensions"] = dict.fromkeys(others, "book/_extensions")
    settings = sphinx["config"]
    macros = {name.lstrip("\\"): tex for name, tex in settings.pop("katex_macros").items()}
    settings["mathjax_path"] = "mathjax/es5/tex-mml-chtml.js"
    settings["mathjax3_config"] = {"tex": {"macros": macros}}
    settings["html_static_path"] = [*settings["html_static_path"], "mathjax_files"]
    return config


def sources() -> list[str]:
    """The files of the book that git knows, or would."""
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    found = subprocess.run(listing, cwd=ROOT, check=True, stdout=subprocess.PIPE, encoding="utf-8")
    return [name for name in found.stdout.split("\n") if name and (ROOT / name).is_file()]


def unpack_mathjax(into: Path) -> None:
    """MathJax as npm has it, so that no page asks another host for it."""
    command = ["npm", "pack", "--silent", MATHJAX, "--pack-destination", str(into)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, encoding="utf-8")
    packed = done.stdout.split()[-1]
    with tarfile.open(into / packed) as archive:
        archive.extractall(into, filter="data")
    (into / packed).unlink()
    (into / "package").rename(into / "mathjax")


def build_stock(folder: Path) -> Path:
    """Build the stock site in an empty folder; return where its pages are.

    Raises:
        FileNotFoundError: the book was not built before, so that its outputs are not in the cache.
        subprocess.CalledProcessError: npm or the build failed; their messages were printed.
    """
    cache = ROOT / "_build" / ".jupyter_cache"
    if not cache.is_dir():
        raise FileNotFoundError(f"{cache}: build the book first")
    for name in sources():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, folder / name)
    shutil.copytree(cache, folder / "_build" / ".jupyter_cache")
    (folder / "mathjax_files").mkdir()
    unpack_mathjax(folder / "mathjax_files")
    config = folder / "_config.yml"
    config.write_text(
        yaml.safe_dump(with_mathjax(yaml.safe_load(config.read_text("utf-8")))), "utf-8"
    )
    book = [str(Path(sys.executable).with_name("jupyter-book")), "build", ".", "--quiet"]
    environment = os.environ | {"PYTHONPATH": str(folder / "code")}
    subprocess.run(book, cwd=folder, env=environment, check=True)
    return folder / "_build" / "html"
