"""What students type into the search, and the pages that answer it: any of them is right.

The first seven came with the wish that they be answered; the next twenty-two were written before
the search was tuned for any of them.
"""

WISHED: dict[str, set[str]] = {
    "what is a p value": {"training/hyperparameters"},
    "how to compute the gradient of a convolution": {"convolution/conv-backprop"},
    "why multiply by the transpose going backwards": {"signals/backpropagation"},
    "train accuracy high test accuracy low": {"convolution/dropout", "training/diagnosis"},
    "why log loss instead of squared error": {"training/loss"},
    "normalise the input images": {"training/mnist", "convolution/pretrained"},
    "batch size 1 or 64": {"training/schedules", "signals/dying-relu"},
}

BEFORE: dict[str, set[str]] = {
    "how do I start the weights": {"signals/initialization"},
    "what happens if all weights are zero at the start": {"signals/initialization"},
    "xavier or he": {"signals/initialization"},
    "derivative of softmax with cross entropy": {"training/loss", "signals/backpropagation"},
    "why do deep networks stop learning with sigmoid": {"signals/gradients", "signals/sigmoid"},
    "what does a hidden layer do for xor": {"signals/logic"},
    "learning rate too high loss explodes": {
        "training/diagnosis",
        "training/momentum",
        "training/schedules",
    },
    "my loss is nan": {"training/loss", "training/diagnosis"},
    "output size of a conv layer with stride and padding": {"convolution/arithmetic"},
    "difference between max and average pooling": {"convolution/pooling"},
    "what does eval mode change": {
        "convolution/dropout",
        "convolution/pretrained",
        "training/batch-norm",
    },
    "is adam better than sgd": {"training/optimizers"},
    "what is the momentum parameter": {"training/momentum", "training/optimizers"},
    "when should I stop training": {"training/schedules"},
    "how many hidden units should I use": {"training/depth-width"},
    "deeper or wider network": {"training/depth-width"},
    "does dropout need rescaling at test time": {"convolution/dropout"},
    "why does L2 shrink weights": {"training/weight-decay"},
    "does batch norm make training faster": {"training/batch-norm"},
    "can I choose hyperparameters on the test set": {"training/hyperparameters"},
    "confidence interval for accuracy": {"training/hyperparameters", "back/glossary"},
    "look at what a filter has learned": {"convolution/cnn", "convolution/pretrained"},
}
