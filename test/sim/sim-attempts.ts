export * from '../../src/sim/sim-attempts.ts';
