"""What made a result: device, versions and date."""

import datetime
import platform
from pathlib import Path

import torch


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
    """The processor's name, as Linux or Python knows it."""
    try:
        for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()
