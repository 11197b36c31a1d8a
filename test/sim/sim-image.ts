export * from '../../src/sim/sim-image.ts';
