"""A training script as one writes it: a hidden layer of 100 units, SGD, the pocket set."""

import torch
import torch.nn.functional as F
from torch import nn

from workedout.data.mnist import pocket

rate = 0.1
train, held_out = pocket()


def network():
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 10))


def loss(outputs, labels):
    return F.cross_entropy(outputs, labels)


def optimizer(network, rate):
    return torch.optim.SGD(network.parameters(), rate)


def step(network, optimizer, images, labels):
    network.train()
    optimizer.zero_grad()
    cost = loss(network(images), labels)
    cost.backward()
    optimizer.step()
    return cost.item()


def accuracy(network, examples):
    network.eval()
    with torch.no_grad():
        answers = network(examples.inputs).argmax(dim=1)
    return (answers == examples.targets).double().mean().item()


def main():
    torch.manual_seed(0)
    net = network()
    descent = optimizer(net, rate)
    for rows in torch.randperm(len(train)).split(50):
        step(net, descent, *train.take(rows))
    return accuracy(net, held_out)


if __name__ == "__main__":
    print(f"held-out accuracy {main():.3f}")
