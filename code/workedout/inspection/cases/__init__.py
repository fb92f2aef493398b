"""Scripts whose faults, or soundness, are known, to try the checklist on."""
