export * from '../../src/sim/sim-sinks.ts';
