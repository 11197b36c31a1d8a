export * from '../../src/sim/sim-disk.ts';
