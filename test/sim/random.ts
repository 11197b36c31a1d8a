export * from '../../src/sim/random.ts';
