"""The README, .ci/ and the workflows: one wording of each command, and it is the README's."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason=".ci/ is for bash")

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
COMMANDS = ["Build the book", "Test", "Check the records", "Print", "Pack"]
# Headings with a command for each system, and the kind of block that it stands in.
SYSTEMS = {"Debian": "bash", "macOS": "bash", "Windows": "powershell"}
BY_SYSTEM = [(heading, system) for heading in ("Build the book", "Test") for system in SYSTEMS]
BY_SYSTEM += [("Check the records", "Windows")]
ALLOWED_STEPS = {
    ".ci/run",
    "eval \"$(.ci/command 'Build the book')\"",
    "eval \"$(.ci/command 'Build the book' macOS)\"",
    ".ci/powershell 'Build the book'",
    "eval \"$(.ci/command 'Check the records')\"",
    ".ci/powershell 'Check the records'",
    'eval "$(.ci/command Test)"',
    'eval "$(.ci/command Print)"',
    'eval "$(.ci/command Pack)"',
    "mkdir site && tar -xf artifact.tar -C site && "
    '.ci/notebooks site "https://x:$TOKEN@github.com/$GITHUB_REPOSITORY"',
}


def block_under(heading: str) -> str:
    """The code block under a heading of the README, read in another way than .ci/command does."""
    section = README.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return re.findall(r"```bash\n(.*?)```", section, re.DOTALL)[0]


def block_on(heading: str, system: str) -> str:
    """The code block of a system under a heading."""
    section = README.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    after = re.split(rf"^On {system}\b", section, flags=re.MULTILINE)[1]
    return re.findall(rf"```{SYSTEMS[system]}\n(.*?)```", after, re.DOTALL)[0]


def printed(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [ROOT / ".ci" / "command", *arguments], capture_output=True, encoding="utf-8", check=False
    )


@pytest.mark.parametrize("heading", COMMANDS)
def test_each_command_of_the_readme_is_one_line(heading):
    assert block_under(heading).count("\n") == 1


@pytest.mark.parametrize("heading", COMMANDS)
def test_the_extracted_command_is_the_one_in_the_readme(heading):
    assert printed(heading).stdout == block_under(heading)


@pytest.mark.parametrize(("heading", "system"), BY_SYSTEM)
def test_the_command_of_a_system_is_the_one_in_the_readme(heading, system):
    block = block_on(heading, system)
    assert printed(heading, system).stdout == block
    assert block.count("\n") == 1
    assert ("Scripts" in block) == (system == "Windows")


def test_a_command_of_windows_stops_at_its_first_failure():
    """Its PowerShell has no ``&&``, and goes on after a program that failed."""
    for heading in ("Build the book", "Test"):
        first, *rest = block_on(heading, "Windows").rstrip().split("; ")
        assert first == "python -m venv .venv"
        assert all(part.startswith("if ($?) { ") for part in rest)
        assert rest[-1].endswith("}" + " }" * (len(rest) - 1))  # each within the one before


def test_the_status_of_a_command_on_windows_is_that_of_its_programs(tmp_path):
    """Seen with a PowerShell that only tells what it was given."""
    told = tmp_path / "powershell"
    told.write_text("#!/bin/sh\nprintf '%s\\n' \"$@\"\nexit 7\n", "utf-8")
    told.chmod(0o755)
    done = subprocess.run(
        [ROOT / ".ci/powershell", "Check the records"],
        env={**os.environ, "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    command = printed("Check the records", "Windows").stdout.rstrip()
    assert done.stdout == f"-NoProfile\n-Command\n{command}; exit $LASTEXITCODE\n"
    assert done.returncode == 7


def test_a_system_that_the_readme_lacks_is_refused():
    done = printed("Print", "Plan 9")
    assert done.returncode == 2
    assert "no command under the heading 'Print' on Plan 9" in done.stderr


def test_a_heading_that_the_readme_lacks_is_refused():
    done = printed("Brew coffee")
    assert done.returncode == 2
    assert "no command under the heading 'Brew coffee'" in done.stderr


def test_the_test_command_ends_in_pytest_alone():
    """.ci/run puts the linters before the last step, which must be the one that runs the tests."""
    assert printed("Test").stdout.rstrip().split(" && ")[-1] == ".venv/bin/pytest"


def test_ci_runs_the_test_command_of_the_readme():
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    assert "command=$(.ci/command Test)" in script
    assert "pip install" not in script


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_only_calls_ci_and_the_readme(workflow):
    jobs = yaml.safe_load(workflow.read_text("utf-8"))["jobs"].values()
    commands = {step["run"] for job in jobs for step in job["steps"] if "run" in step}
    assert commands
    assert commands <= ALLOWED_STEPS


def test_every_path_that_the_readme_names_is_here():
    named = set(re.findall(r"`([\w.]+/[\w./-]*)`", README)) - {"MNIST/raw/"}
    assert len(named) > 5
    assert not [
        path for path in named if not path.startswith("_build") and not (ROOT / path).exists()
    ]


def test_the_notebooks_go_to_their_branch_with_the_wheel_beside_each(tmp_path):
    site = tmp_path / "site"
    (site / "notebooks/book/part").mkdir(parents=True)
    (site / "notebooks/book/part/a.ipynb").write_text("{}", "utf-8")
    (site / "wheels").mkdir()
    (site / "wheels/package-1-py3-none-any.whl").write_text("", "utf-8")
    remote = tmp_path / "remote.git"
    subprocess.run(["git", "init", "--quiet", "--bare", remote], check=True)
    for _ in range(2):  # the branch of before is replaced
        subprocess.run([ROOT / ".ci/notebooks", site, remote], check=True)
    git = ["git", "-C", remote]
    listed = subprocess.run(
        [*git, "ls-tree", "-r", "--name-only", "notebooks"],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    wheel = "package-1-py3-none-any.whl"
    places = {"book/part/a.ipynb", "requirements.txt"}
    places |= {wheel, f"book/{wheel}", f"book/part/{wheel}"}
    assert set(listed.stdout.split()) == places
    shown = [*git, "show", "notebooks:requirements.txt"]
    assert subprocess.run(shown, capture_output=True, encoding="utf-8").stdout == f"./{wheel}\n"
