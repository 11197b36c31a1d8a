export * from './disk.ts';
export { explainedFault } from './explained.ts';
export * from './machine.ts';
export * from './processes.ts';
export * from './small.ts';
export * from './programs.ts';
