"""What made a result: device, versions and date."""

import datetime
import os
import platform
import subprocess
import sys
from pathlib import Path

import torch

CPUINFO = Path("/proc/cpuinfo")
REGISTRY = r"HARDWARE\DESCRIPTION\System\CentralProcessor\0"


def environment(device: torch.device) -> dict[str, str]:
    """Describe this machine in the words that a provenance line uses.

    Returns:
        ``device`` is the kind ("cpu" or "cuda"), ``model`` the name of the processor or GPU.
    """
    model = torch.cuda.get_device_name(device) if device.type == "cuda" else processor()
    return {
        "device": device.type,
        "model": model,
        "python": platform.python_version(),
        "torch": torch.__version__.split("+")[0],
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
    }


def processor() -> str:
    """The processor's name, as the system knows it; where it knows none, the kind of processor."""
    return _name() or platform.processor() or platform.machine()


def _name() -> str:
    if sys.platform == "win32":
        return _in_registry()
    if sys.platform == "darwin":
        return _printed("sysctl", "-n", "machdep.cpu.brand_string").strip()
    # Of a processor by ARM, the file has numbers alone.
    return _model_name(_cpuinfo()) or _model_name(_printed("lscpu"))


def _cpuinfo() -> str:
    try:
        return CPUINFO.read_text("utf-8", errors="replace")
    except OSError:
        return ""


def _model_name(text: str) -> str:
    for line in text.splitlines():
        key, _, value = line.partition(":")
        if key.strip().lower() == "model name":
            return value.strip().removeprefix("-")  # which stands for none
    return ""


def _printed(*command: str) -> str:
    """What a program prints, in English; nothing where there is no such program."""
    plain = os.environ | {"LC_ALL": "C"}
    try:
        return subprocess.run(
            command, capture_output=True, encoding="utf-8", env=plain, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        return ""


def _in_registry() -> str:
    if sys.platform != "win32":
        return ""
    import winreg

    try:
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, REGISTRY) as key:
            return str(winreg.QueryValueEx(key, "ProcessorNameString")[0]).strip()
    except OSError:
        return ""
