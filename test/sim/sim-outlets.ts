export * from '../../src/sim/sim-outlets.ts';
