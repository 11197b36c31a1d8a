export * from '../../src/sim/shipped-player.ts';
