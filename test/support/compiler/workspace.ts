import { type CompileInput, type CompileResult, compile } from '../../../src/compiler/index.ts';
import { NodeHash } from '../../../src/runtime/host/hash.ts';
import { SimDisk } from '../../../src/sim/sim-disk.ts';

export const ROOT = '/ws';
export const NOW = '2026-03-04T05:06:07Z';
const BASE = `${ROOT}/millrace-agents`;

/** Path below `millrace-agents/` -> text, a value that becomes JSON, or raw bytes. */
export type Tree = ReadonlyMap<string, unknown>;

export function diskOf(tree: Tree): SimDisk {
  const disk = new SimDisk();
  disk.plant(`${BASE}/millrace.toml`, '');
  for (const [path, content] of tree) {
    const isText = typeof content === 'string' || content instanceof Uint8Array;
    disk.plant(`${BASE}/${path}`, isText ? content : JSON.stringify(content, null, 2));
  }
  return disk;
}

export function inputOf(disk: SimDisk, mode?: string): CompileInput {
  return { disk, hash: new NodeHash(), root: ROOT, now: NOW, mode };
}

export function compileTree(tree: Tree, mode?: string): CompileResult {
  return compile(inputOf(diskOf(tree), mode));
}

/** Diagnostics as a person would read them, one line each plus what to do. */
export function explain(result: CompileResult): string {
  return result.diagnostics
    .map(
      ({ code, severity, file, pointer, message, next }) =>
        `${severity} ${code} ${file}${pointer === '' ? '' : `#${pointer}`}\n  ${message}\n  ${next}`,
    )
    .join('\n');
}
