"""Part I: how learning signals flow."""

from workedout.experiments import signals_logic

QUESTIONS = (*signals_logic.QUESTIONS,)
