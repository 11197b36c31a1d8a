export { canonicalState, difference } from '../../src/prove/oracle.ts';
export { RUNTIME, stateOn, treeOf } from '../../src/prove/sim/sight.ts';
