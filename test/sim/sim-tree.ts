export * from '../../src/sim/sim-tree.ts';
