"""Part I: how learning signals flow."""

from workedout.experiments import initialization, plateau, signals_logic

QUESTIONS = (*initialization.QUESTIONS, *plateau.QUESTIONS, *signals_logic.QUESTIONS)
