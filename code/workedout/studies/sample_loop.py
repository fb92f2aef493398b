"""The usual loop, against which the trainings of this book are timed."""

from typing import Any

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

from workedout.data.mnist import MEAN, STANDARD_DEVIATION, Pixels


def images(pixels: Pixels) -> Dataset[Any]:
    """torchvision's data set, which turns one image at a time into a tensor, on given pixels."""
    from torchvision import datasets, transforms  # seconds to import, and needed here alone

    class Images(datasets.MNIST):  # type: ignore[misc]  # torchvision has no annotations
        def __init__(self) -> None:
            self.data, self.targets = pixels
            self.transform = transforms.Compose(
                [transforms.ToTensor(), transforms.Normalize((MEAN,), (STANDARD_DEVIATION,))]
            )
            self.target_transform = None

    return Images()


def sample_loop(
    network: nn.Sequential,
    pixels: Pixels,
    batch: int,
    rate: float,
    epochs: int,
    device: torch.device,
) -> list[float]:
    """The loop that tutorials show; returns the loss of each batch."""
    loader: DataLoader[Any] = DataLoader(images(pixels), batch_size=batch, shuffle=True)
    dtype = next(network.parameters()).dtype
    optimizer = torch.optim.Adam(network.parameters(), lr=rate)
    loss_of = nn.CrossEntropyLoss()
    losses = []
    network.train()
    for _ in range(epochs):
        for inputs, labels in loader:
            inputs, labels = inputs.to(device, dtype), labels.to(device)
            optimizer.zero_grad()
            loss = loss_of(network(inputs), labels)
            loss.backward()
            optimizer.step()
            losses.append(loss.detach())
    return [float(loss) for loss in losses]
