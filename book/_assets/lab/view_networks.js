/* The two recorded networks: from the files that lie beside their records to layers with numbers.

   One global is made, `labRecorded`. */

const labRecorded = (() => {
  "use strict";

  const { mlp, cnn, networkFrom, tensorsFrom } = workedoutLab;

  /** The layers that a description of workedout.networks.models builds.
   * @param {LabDescription} described as the record has it @returns {Plan[]} */
  function plansOf(described) {
    const { kind, hidden, blocks, kernel, dense, dropout } = described;
    if (kind === "Cnn") {
      return cnn(blocks, { kernel, dense, dropout, blockDropout: described.block_dropout });
    }
    if (kind !== "Mlp") throw new Error(`The lab cannot show a network of the kind ${kind}.`);
    const plans = mlp(hidden, { dropout });
    if (described.input_dropout)
      plans.splice(1, 0, { kind: "dropout", p: described.input_dropout });
    return plans;
  }

  /** @param {string} name of the data @returns {Promise<Network>} */
  async function recorded(name) {
    const { network, weights } = JSON.parse(await labFiles.text(name));
    return networkFrom(plansOf(network), tensorsFrom(labFiles.decoded(weights)), "float32");
  }

  return { recorded, plansOf };
})();
