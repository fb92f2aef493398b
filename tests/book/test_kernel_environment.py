"""Kernels get the environment that the configuration states."""

from __future__ import annotations

from pathlib import Path

from kernel_environment import changed_environment, write_ipython_folder


def test_variables_are_set_and_removed_and_the_rest_is_kept() -> None:
    before = {"PATH": "/bin", "DATA": "/data", "BUILD": "0"}
    after = changed_environment(before, {"BUILD": "1"}, ["DATA", "ABSENT"])
    assert after == {"PATH": "/bin", "BUILD": "1"}
    assert before["DATA"] == "/data"


def test_the_ipython_folder_silences_kernels(tmp_path: Path) -> None:
    write_ipython_folder(tmp_path / "ipython")
    path = tmp_path / "ipython" / "profile_default" / "ipython_kernel_config.py"
    assert "log_level" in path.read_text("utf-8")
