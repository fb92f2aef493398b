"""A CUDA graph: work that is recorded once and then started with one call.

A step of a small network is hundreds of short kernels, and to start one from Python takes longer
than to run it. A graph starts all of them at once.
"""

import gc
import warnings
from collections.abc import Callable, Sequence

import torch
from torch import Tensor

WARM_UP = 3  # real steps before the recording, on a stream of their own, as PyTorch asks for

Masks = dict[int, Tensor]
Step = Callable[..., Tensor]  # of the tensors of a batch, and the masks of dropout


class Replayed:
    """A step that runs eagerly a few times, is then captured, and replayed ever after.

    The inputs of a replay are copied to where those of the capture lay, so their shapes must be
    those of the first call; a call with other shapes (the last, smaller batch) runs eagerly.

    The step is passed in each call rather than kept: a reference back to the training would be a
    cycle, so that its graph would end at some later time, maybe while another is captured.
    """

    def __init__(self, device: torch.device) -> None:
        self.device = device
        # For the first steps and the capture alike, because libraries keep a workspace for each
        # stream, and shared with no other graph, because one that ends clears it.
        self.stream = torch.cuda.Stream(device)
        self.calls = 0
        self.graph: torch.cuda.CUDAGraph | None = None

    def __call__(self, step: Step, batch: Sequence[Tensor], masks: Masks) -> Tensor:
        """Do one step; the result is a copy, which the next step leaves alone."""
        inputs = [*batch, *masks.values()]
        if self.calls == 0:
            self.shapes = [part.shape for part in inputs]
        if [part.shape for part in inputs] != self.shapes:
            return step(*batch, masks).clone()
        self.calls += 1
        if self.calls <= WARM_UP:
            return self._eagerly(step, batch, masks)
        if self.graph is None:
            self.graph = self._capture(step, batch, masks)
        for place, part in zip(self.inputs, inputs, strict=True):
            place.copy_(part)
        self.graph.replay()
        return self.outputs.clone()

    def _eagerly(self, step: Step, batch: Sequence[Tensor], masks: Masks) -> Tensor:
        current = torch.cuda.current_stream(self.device)
        self.stream.wait_stream(current)
        with torch.cuda.stream(self.stream), warnings.catch_warnings():
            # Optimizers that can be captured warn when they are not (yet).
            warnings.filterwarnings("ignore", message=".*capturable=True")
            outputs = step(*batch, masks).clone()
        current.wait_stream(self.stream)
        return outputs

    def _capture(self, step: Step, batch: Sequence[Tensor], masks: Masks) -> torch.cuda.CUDAGraph:
        held = [part.clone() for part in batch]
        held_masks = {place: mask.clone() for place, mask in masks.items()}
        self.inputs = [*held, *held_masks.values()]
        graph = torch.cuda.CUDAGraph()
        # Another graph that ends during the capture would break it (pytorch/pytorch#161037).
        gc.collect()
        with torch.cuda.graph(graph, stream=self.stream):  # records the work, and does none of it
            self.outputs = step(*held, held_masks)
        return graph
