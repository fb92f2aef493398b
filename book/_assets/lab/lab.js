/* What the scripts of the lab offer, under one name. The last of them to be loaded. */

/** @type {WorkedoutLab} */
const workedoutLab = (() => {
  "use strict";

  return {
    softmax: labLayers.softmax,
    ...labNetworks,
    ...labSafetensors,
    ...labForward,
    ...labExplain,
    ...labBackward,
    ...labStrokes,
    ...labPreparation,
    ...labInterventions,
    ...labBatches,
    ...labTraining,
    ...labPython,
    ...labDiagnosis,
  };
})();
