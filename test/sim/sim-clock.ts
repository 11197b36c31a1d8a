export * from '../../src/sim/sim-clock.ts';
