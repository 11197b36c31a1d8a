export { liveRequests, RUNTIME, stateOn, treeOf } from '../../src/prove/sim/observe.ts';
export { canonicalState, difference } from '../../src/prove/sim/oracle.ts';
