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

# Written when the search had been tuned, and nothing was changed for them.
AFTER: dict[str, set[str]] = {
    "how does backprop work": {"signals/backpropagation"},
    "check my gradient numerically": {"signals/backpropagation"},
    "how much slower is the backward pass than the forward pass": {"signals/backpropagation"},
    "can all relu units die": {"signals/dying-relu"},
    "what do residual connections do to the gradient": {"signals/gradients"},
    "exploding gradients": {"signals/gradients", "back/glossary"},
    "why is the loss flat for so long and then drops": {"signals/sigmoid"},
    "how to split into train validation test": {"training/mnist"},
    "why is initial loss 2.3": {"training/loss", "training/diagnosis"},
    "softmax overflow": {"training/loss"},
    "cosine or one cycle schedule": {"training/schedules", "back/glossary"},
    "nesterov momentum": {"training/momentum", "training/optimizers", "back/glossary"},
    "can momentum be larger than 1": {"training/momentum"},
    "batch norm with a small batch": {"training/batch-norm"},
    "random search or grid search": {"training/hyperparameters"},
    "my network does not learn what should I check": {"training/diagnosis"},
    "padding same or valid": {"convolution/arithmetic"},
    "does data augmentation help": {"training/depth-width", "convolution/dropout"},
    "which digits does the network confuse": {"convolution/cnn"},
    "best dropout rate": {"convolution/dropout"},
    "what size must the image have for alexnet": {"convolution/pretrained"},
}
