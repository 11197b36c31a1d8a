export * from '../../src/sim/sim-ids.ts';
