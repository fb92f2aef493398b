"""Facts about the data set itself: pure functions of its pixels."""

from typing import Any

import torch

from workedout.data.mnist import Pixels


def digit_facts(train: Pixels, held_out: Pixels) -> dict[str, Any]:
    """Count what the files hold.

    Args:
        train: uint8 images (N, 28, 28) and labels (N,).
        held_out: the same of the test or held-out part.

    Returns:
        Shapes, counts for each class, range, mean and standard deviation of the training pixels
        after division by 255, the mean of the held-out ones, the share of training pixels that
        are 0, how often each pixel is on, and the mean image, both row by row from the top left.
    """
    (images, labels), (other_images, other_labels) = train, held_out
    values = images.to(torch.float64) / 255
    on = (images > 0).sum(dim=0)
    return {
        "train_shape": list(images.shape),
        "held_out_shape": list(other_images.shape),
        "train_counts": labels.bincount(minlength=10).tolist(),
        "held_out_counts": other_labels.bincount(minlength=10).tolist(),
        "lowest": int(images.min()),
        "highest": int(images.max()),
        "mean": float(values.mean()),
        "standard_deviation": float(values.std(correction=0)),
        "held_out_mean": float((other_images.to(torch.float64) / 255).mean()),
        "share_zero": float((images == 0).double().mean()),
        "never_on": int((on == 0).sum()),
        "times_on": on.flatten().tolist(),
        "mean_image": [round(x, 6) for x in values.mean(dim=0).flatten().tolist()],
    }
