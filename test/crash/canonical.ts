export { canonicalState, difference } from '../../src/prove/oracle.ts';
export { liveRequests, RUNTIME, stateOn, treeOf } from '../../src/prove/sim/sight.ts';
