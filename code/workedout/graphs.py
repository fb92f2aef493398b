"""A CUDA graph: work that is recorded once and then started with one call.

A step of a small network is hundreds of short kernels, and to start one from Python takes longer
than to run it. A graph starts all of them at once.
"""

from collections.abc import Callable

import torch
from torch import Tensor

WARM_UP = 3  # real steps before the recording, on a stream of their own, as PyTorch asks for

Step = Callable[[Tensor, Tensor, dict[int, Tensor]], Tensor]


class Replayed:
    """A step that runs eagerly a few times, is then captured, and replayed ever after.

    The inputs of a replay are copied to where those of the capture lay, so their shapes must be
    those of the first call; a call with other shapes (the last, smaller batch) runs eagerly.
    """

    def __init__(self, step: Step) -> None:
        self.step = step
        self.stream = torch.cuda.Stream()
        self.calls = 0
        self.graph: torch.cuda.CUDAGraph | None = None

    def __call__(self, rows: Tensor, draws: Tensor, masks: dict[int, Tensor]) -> Tensor:
        """Do one step; the result is a copy, which the next step leaves alone."""
        inputs = [rows, draws, *masks.values()]
        if self.calls == 0:
            self.shapes = [part.shape for part in inputs]
        if [part.shape for part in inputs] != self.shapes:
            return self.step(rows, draws, masks)
        self.calls += 1
        if self.calls <= WARM_UP:
            return self._eagerly(rows, draws, masks)
        if self.graph is None:
            self._capture(rows, draws, masks)
        for place, part in zip(self.inputs, inputs, strict=True):
            place.copy_(part)
        assert self.graph is not None
        self.graph.replay()
        return self.outputs.clone()

    def _eagerly(self, rows: Tensor, draws: Tensor, masks: dict[int, Tensor]) -> Tensor:
        self.stream.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(self.stream):
            outputs = self.step(rows, draws, masks)
        torch.cuda.current_stream().wait_stream(self.stream)
        return outputs

    def _capture(self, rows: Tensor, draws: Tensor, masks: dict[int, Tensor]) -> None:
        held = {place: mask.clone() for place, mask in masks.items()}
        self.inputs = [rows.clone(), draws.clone(), *held.values()]
        self.graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(self.graph):  # records the work, and does none of it
            self.outputs = self.step(self.inputs[0], self.inputs[1], held)
