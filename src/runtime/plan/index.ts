export * from './family.ts';
export * from './graph.ts';
export * from './nodes.ts';
export * from './plan.ts';
export * from './primitives.ts';
export * from './runner.ts';
export * from './runtime-folder.ts';
export * from './vocabulary.ts';
