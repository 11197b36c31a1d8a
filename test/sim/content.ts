export * from '../../src/sim/content.ts';
