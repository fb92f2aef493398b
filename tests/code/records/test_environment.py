"""What made a result, in words; a processor's name on systems that the tests pretend to be."""

import sys
from types import SimpleNamespace

import pytest
import torch

from workedout.records import environment as machine
from workedout.records.environment import environment, processor

KIND = "a kind of processor"  # what Python says where the system knows no name

INTEL = "processor\t: 0\nmodel\t\t: 85\nmodel name\t: Intel(R) Xeon(R) CPU\nflags\t\t: fpu\n"
ARM = "processor\t: 0\nCPU implementer\t: 0x41\nCPU part\t: 0xd0c\n"
LSCPU = "Architecture:          aarch64\nBIOS Model name:       virt\nModel name:            {}\n"
PRINTS = {  # system, /proc/cpuinfo, what its program prints, the name
    "Linux": ("linux", INTEL, "", "Intel(R) Xeon(R) CPU"),
    "Linux on ARM": ("linux", ARM, LSCPU.format("Neoverse-N1"), "Neoverse-N1"),
    "Linux on a processor without a name": ("linux", ARM, LSCPU.format("-"), KIND),
    "Linux without /proc": ("linux", None, "", KIND),
    "macOS": ("darwin", None, "Apple M1 Pro\n", "Apple M1 Pro"),
    "macOS without its program": ("darwin", None, None, KIND),
    "Windows without its registry": ("win32", None, None, KIND),
    "another system": ("freebsd14", None, None, KIND),
}


def registry(value):
    """What Windows' module for its registry does, with one value, or with none."""

    class Key:
        def __enter__(self):
            return "key"

        def __exit__(self, *_):
            return None

    def open_key(root, path):
        assert (root, path) == ("machine", r"HARDWARE\DESCRIPTION\System\CentralProcessor\0")
        if value is None:
            raise FileNotFoundError
        return Key()

    def query(key, name):
        assert (key, name) == ("key", "ProcessorNameString")
        return value, 1

    return SimpleNamespace(HKEY_LOCAL_MACHINE="machine", OpenKey=open_key, QueryValueEx=query)


@pytest.fixture
def pretend(monkeypatch, tmp_path):
    """Pretend to be a system, with its file about processors and what its program prints."""

    def run(command, **settings):
        assert command in (("lscpu",), ("sysctl", "-n", "machdep.cpu.brand_string"))
        assert settings["env"]["LC_ALL"] == "C"  # lscpu translates
        if printed is None:
            raise FileNotFoundError(command[0])
        return SimpleNamespace(stdout=printed)

    printed = None

    def be(system, cpuinfo=None, prints=None, named=None):
        nonlocal printed
        printed = prints
        if cpuinfo is not None:
            (tmp_path / "cpuinfo").write_text(cpuinfo, "utf-8")
        monkeypatch.setattr(machine, "CPUINFO", tmp_path / "cpuinfo")
        monkeypatch.setattr(machine, "sys", SimpleNamespace(platform=system))
        monkeypatch.setattr(machine.subprocess, "run", run)
        monkeypatch.setattr(machine.platform, "processor", lambda: KIND)
        monkeypatch.setitem(sys.modules, "winreg", registry(named))

    return be


def test_an_environment_is_words_alone():
    found = environment(torch.device("cpu"))
    assert found["device"] == "cpu"
    assert all(isinstance(value, str) and value for value in found.values())
    assert "+" not in found["torch"]


@pytest.mark.parametrize(("system", "cpuinfo", "prints", "name"), PRINTS.values(), ids=PRINTS)
def test_a_processor_has_the_name_that_its_system_knows(pretend, system, cpuinfo, prints, name):
    pretend(system, cpuinfo, prints)
    assert processor() == name


def test_on_windows_a_processor_has_the_name_in_the_registry(pretend):
    pretend("win32", named="AMD EPYC 7763 64-Core Processor   ")
    assert processor() == "AMD EPYC 7763 64-Core Processor"


def test_where_python_knows_nothing_either_its_machine_is_named(pretend, monkeypatch):
    pretend("linux")
    monkeypatch.setattr(machine.platform, "processor", lambda: "")
    monkeypatch.setattr(machine.platform, "machine", lambda: "riscv64")
    assert processor() == "riscv64"
