"""Part I: how learning signals flow."""

from workedout.experiments import dying_relu, initialization, plateau, signals_logic

QUESTIONS = (
    *initialization.QUESTIONS,
    *plateau.QUESTIONS,
    *dying_relu.QUESTIONS,
    *signals_logic.QUESTIONS,
)
