export * from './disk.ts';
export * from './processes.ts';
export * from './small.ts';
