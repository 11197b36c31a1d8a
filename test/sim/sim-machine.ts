export * from '../../src/sim/sim-machine.ts';
