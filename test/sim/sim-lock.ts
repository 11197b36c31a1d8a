export * from '../../src/sim/sim-lock.ts';
