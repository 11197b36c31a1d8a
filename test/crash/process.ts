export { INTACT, type Mutant, type Process, start } from '../../src/prove/sim/machine.ts';
