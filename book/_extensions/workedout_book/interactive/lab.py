"""The digits lab on a page, its table of settings, and links to its states that the build has read.

The lab is some plain scripts, which only its page loads. One table, in `lab/state.js`, describes
its settings, for the page's own table and for links (`interactive.settings`).

Weights and digits are large. They are scripts too, since a page from a disk may load nothing else,
but the lab asks for them when a reader opens it. The build makes them from the files beside the
records and from the pocket set.

::

    :::{lab}
    What a reader sees before the lab is opened, and in print.
    :::

    ```{lab-settings}
    ```

A link to a state, from any page; a setting that the lab would not take is a warning::

    {lab}`a seven that was shifted <source=pocket&digit=15&right=4>`

Configuration values:

``lab_page``
    The page that shows the lab.
``lab_assets``
    Folder of the scripts and the style sheet, relative to the configuration; its content lies in
    ``_static``.
``lab_networks``
    The record of each network that the lab shows inside, by the lab's own name for it. Beside a
    record lies its network.
``lab_records``
    Folder of the records.
``lab_hardest``
    The record of the digits that are misread most often.
``lab_digits``
    File of the pocket digits.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator

from workedout_book.documents import load_where, nothing
from workedout_book.interactive.settings import CONTROLS, TABLE, SettingsDirective, States

logger = logging.getLogger(__name__)

STATE = "lab/state.js"
# Each after those that it reads.
CORE = (
    "arithmetic/random.js",
    *(
        f"lab/{name}.js"
        for name in (
            "layers",
            "networks",
            "safetensors",
            "forward",
            "explain",
            "backward",
            "strokes",
            "preparation",
            "interventions",
            "initialization",
            "optimizers",
            "batches",
            "training",
            "python",
            "diagnosis",
            "lab",
            "digit_file",
        )
    ),
    TABLE,
    STATE,
)
VIEW = (
    "playground/elements.js",
    *(
        f"lab/view_{name}.js"
        for name in (
            "colours",
            "sheet",
            "pad",
            "data",
            "networks",
            "controls",
            "answers",
            "way",
            "layers",
            "reading",
            "masks",
            "input",
            "look",
            "curves",
            "checklist",
            "weights",
            "train",
            "lab",
        )
    ),
)
STYLE = "lab/lab.css"
DATA = "_static/lab/data"
STATES = States("lab", "lab", STATE, "labState", "wo-lab-link")
OPENING = (
    '<p class="wo-lab-open"><button type="button" class="wo-lab-main">Open the lab</button></p>\n'
)


class Lab(nodes.General, nodes.Element):
    """The place of the lab; its children are for readers who have not opened it."""


class LabDirective(SphinxDirective):
    """``lab``: the lab itself."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return its place, with what is shown until it is opened."""
        place = Lab("", ids=["the-lab"])
        self.set_source_info(place)
        self.state.nested_parse(self.content, self.content_offset, place)
        return [place]


class LabSettings(SettingsDirective):
    """``lab-settings``: the table of the lab's settings."""

    states, look = STATES, "wo-lab-keys"


def visit_lab(translator: HTML5Translator, node: Lab) -> None:
    """Open the place."""
    translator.body.append(translator.starttag(node, "div", CLASS="wo-lab") + OPENING)


def depart_lab(translator: HTML5Translator, node: Lab) -> None:
    """Close the place."""
    translator.body.append("</div>\n")


# ---- What the lab loads when it is opened -------------------------------------------------------


def network_text(folder: Path, record: str) -> str:
    """A kept network as text: its description, as the record has it, and its numbers in base64."""
    content = json.loads((folder / f"{record}.json").read_text("utf-8"))
    [described] = [
        arm["specification"]["network"]
        for arm in content["arms"].values()
        if any("kept" in run for run in arm["seeds"].values())
    ]
    return json.dumps({"network": described, "weights": encoded(folder / f"{record}.safetensors")})


def hardest_text(folder: Path, record: str) -> str:
    """The digits that are misread most often: number in the test set, label, and PNG in base64."""
    found = json.loads((folder / f"{record}.json").read_text("utf-8"))["value"]
    return json.dumps([{"index": index, **digit} for index, digit in found.items()])


def encoded(file: Path) -> str:
    """The bytes of a file in base64."""
    return base64.b64encode(file.read_bytes()).decode("ascii")


def data_scripts(app: Sphinx) -> dict[str, Callable[[], str]]:
    """How the text of each script of data is made, by the lab's own name for it."""
    config = app.config
    records, digits = (Path(app.confdir, each) for each in (config.lab_records, config.lab_digits))

    def of_network(record: str) -> Callable[[], str]:
        return lambda: network_text(records, record)

    return {
        **{name: of_network(record) for name, record in config.lab_networks.items()},
        "hardest": lambda: hardest_text(records, config.lab_hardest),
        "digits": lambda: encoded(digits),
    }


def write_data(app: Sphinx, exception: Exception | None) -> None:
    """Write the scripts of data beside the lab's own, where the site has the lab's page."""
    if exception or app.builder.format != "html" or app.config.lab_page not in app.env.found_docs:
        return
    folder = Path(app.outdir, DATA)
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in data_scripts(app).items():
        try:
            script = f"labFiles.arrived({json.dumps(name)}, {json.dumps(text())});\n"
        except (OSError, ValueError) as error:
            logger.warning("lab: the data %r cannot be had: %s", name, error, type="lab")
            continue
        (folder / f"{name}.js").write_text(script, encoding="utf-8", newline="\n")


def files(app: Sphinx) -> list[str]:
    """The scripts and the style sheets of the lab, as the site has them."""
    return [*CORE, *VIEW, CONTROLS, STYLE]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directives, the role, the scripts and the configuration."""
    app.add_config_value("lab_page", "book/training/lab", "env", [str])
    app.add_config_value("lab_assets", "book/_assets", "env", [str])
    app.add_config_value("lab_networks", {}, "html", [dict])
    app.add_config_value("lab_records", "code/workedout/recorded", "html", [str])
    app.add_config_value("lab_hardest", "cnn-hardest", "html", [str])
    app.add_config_value("lab_digits", "code/workedout/data/pocket/lab-digits.bin", "html", [str])
    plain = (nothing, nothing)
    app.add_node(Lab, html=(visit_lab, depart_lab), latex=plain, text=plain)
    app.add_directive("lab", LabDirective)
    app.add_directive("lab-settings", LabSettings)
    STATES.connect(app)
    app.connect("build-finished", write_data)
    load_where(app, [Lab], files)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
