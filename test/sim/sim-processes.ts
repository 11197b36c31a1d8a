export * from '../../src/sim/sim-processes.ts';
