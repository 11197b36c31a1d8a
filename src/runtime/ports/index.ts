export * from './disk.ts';
export { explainedFault } from './explained.ts';
export * from './http.ts';
export * from './machine.ts';
export * from './processes.ts';
export * from './programs.ts';
export * from './sinks.ts';
export * from './small.ts';
