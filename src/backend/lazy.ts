import type { Backend } from '../product/backend.ts';

const load = () => import('./backend.ts');

/** The real product, loaded by the first call that needs it: connecting and listing stay fast. */
export const lazyBackend: Backend = {
  openRuntime: async (options) => (await load()).backend.openRuntime(options),
  init: async (input) => (await load()).backend.init(input),
  compile: async (input) => (await load()).backend.compile(input),
  upgrade: async (input) => (await load()).backend.upgrade(input),
  importEarlier: async (input) => (await load()).backend.importEarlier(input),
  startLoop: async (input) => (await load()).backend.startLoop(input),
  graphs: async (plan) => (await load()).backend.graphs(plan),
  modes: async (root) => (await load()).backend.modes(root),
  config: async (root) => (await load()).backend.config(root),
  readFile: async (root, path) => (await load()).backend.readFile(root, path),
  readSkill: async (path, within) => (await load()).backend.readSkill(path, within),
  saveSkill: async (input) => (await load()).backend.saveSkill(input),
  skillIndex: async (root, signal) => (await load()).backend.skillIndex(root, signal),
  indexedSkill: async (...input) => (await load()).backend.indexedSkill(...input),
  readAnyFile: async (path) => (await load()).backend.readAnyFile(path),
  delegation: async (root) => (await load()).backend.delegation(root),
  keepDelegation: async (policy) => (await load()).backend.keepDelegation(policy),
  docs: async () => (await import('./package-pages.ts')).docPaths(),
  doc: async (path) => (await import('./package-pages.ts')).docText(path),
  skills: async () => (await import('./package-pages.ts')).skillPages(),
};
