import { posix } from 'node:path';
import { at, type Node, part, type Rule, type Source, word } from './source.ts';

const BASE = ['runtime/errors', 'runtime/plan', 'runtime/ports', 'runtime/text'];
/** What knows of a stage that runs. */
const STAGES = [...BASE, 'runtime/documents', 'runtime/keeper', 'runtime/kernel'];
const OPERATIONS = ['operations', 'runtime/api', 'runtime/errors', 'runtime/text'];

/**
 * What each folder (or file that stands alone) of src may import besides itself. Types count, except those of
 * runtime/api, which belong to everybody. What is not listed is not allowed.
 */
export const IMPORTS: Readonly<Record<string, readonly string[]>> = {
  'runtime/errors': [],
  'runtime/text': ['runtime/errors'],
  'runtime/plan': [],
  'runtime/ports': ['runtime/errors'],
  'runtime/host': BASE,
  'runtime/documents': BASE,
  'runtime/skills': BASE,
  'runtime/handover': [...BASE, 'runtime/documents'],
  'runtime/kernel': [...BASE, 'runtime/documents', 'runtime/skills'],
  'runtime/journal': [...BASE, 'runtime/documents', 'runtime/kernel'],
  'runtime/keeper': BASE,
  'runtime/runners': [...STAGES, 'runtime/skills'],
  'runtime/render': [...BASE, 'runtime/documents', 'runtime/kernel'],
  'runtime/workspace': [...BASE, 'runtime/documents', 'runtime/kernel'],
  'runtime/upgrade': [...BASE, 'runtime/workspace'],
  'runtime/earlier': [...BASE, 'runtime/documents', 'runtime/workspace'],
  'runtime/anchor': [...BASE, 'runtime/kernel', 'runtime/journal', 'runtime/workspace'],
  'runtime/api': ['runtime/render'],
  'runtime/engine': [
    ...BASE,
    'runtime/anchor',
    'runtime/api',
    'runtime/documents',
    'runtime/earlier',
    'runtime/handover',
    'runtime/kernel',
    'runtime/journal',
    'runtime/keeper',
    'runtime/runners',
    'runtime/render',
    'runtime/skills',
    'runtime/upgrade',
    'runtime/workspace',
  ],
  'runtime/index': [
    'runtime/anchor',
    'runtime/engine',
    'runtime/journal',
    'runtime/ports',
    'runtime/upgrade',
    'runtime/workspace',
  ],
  compiler: [...BASE, 'runtime/runners'],
  package: [],
  user: BASE,
  product: ['compiler', 'runtime/ports'],
  backend: [
    ...BASE,
    'product',
    'package',
    'user',
    'compiler',
    'runtime/documents',
    'runtime/index',
    'runtime/skills',
  ],
  operations: [...BASE, 'product', 'compiler'],
  mcp: [...OPERATIONS, 'product', 'runtime/plan'],
  'stage-mcp': [...STAGES, 'runtime/runners', 'runtime/workspace'],
  cli: [...OPERATIONS, 'product', 'runtime/plan'],
  web: [...OPERATIONS, 'product', 'compiler', 'mcp', 'cli'],
  reference: [...OPERATIONS, 'cli', 'compiler', 'runtime/runners'],
  scripted: [...BASE, 'runtime/documents', 'runtime/runners'],
  sim: [
    ...BASE,
    'compiler',
    'runtime/engine',
    'runtime/host',
    'runtime/keeper',
    'runtime/runners',
    'runtime/workspace',
  ],
  prove: [
    ...BASE,
    'backend',
    'runtime/engine',
    'runtime/host',
    'runtime/index',
    'runtime/journal',
    'runtime/keeper',
    'runtime/kernel',
    'runtime/upgrade',
    'runtime/workspace',
    'sim',
  ],
  process: [
    'backend',
    'operations',
    'mcp',
    'web',
    'stage-mcp',
    'cli',
    'prove',
    'package',
    'product',
    'runtime/errors',
    'runtime/text',
  ],
  bin: ['package', 'process', 'cli', 'scripted'],
  'millrace-mcp': ['package', 'process'],
};

/**
 * The rooms of a part of src, from the bottom to the top: each may import those before it. What lies in the
 * part itself, beside its rooms, stands above all of them.
 */
export const ROOM_ORDER: Readonly<Record<string, readonly string[]>> = {
  'runtime/handover': ['words', 'lines', 'sections'],
  'runtime/engine': [
    'ports',
    'workspace',
    'usage',
    'views',
    'notify',
    'owner',
    'plan',
    'intake',
    'results',
    'stage',
    'harnesses',
    'skills',
    'storage',
    'doctor',
    'commands',
    'import',
    'ideas',
    'tick',
    'loop',
  ],
};

/** The files that put the machine behind the ports, and what they may import beyond their folder. */
export const WIRING: Readonly<Record<string, readonly string[]>> = {
  'src/backend/root.ts': ['runtime/host'],
  'src/backend/served.ts': ['runtime/host'],
  'src/backend/stage.ts': ['runtime/host'],
  'src/backend/delegation.ts': ['runtime/host'],
  'src/backend/opening.ts': ['runtime/host'],
  'src/backend/host.ts': ['runtime/host', 'runtime/keeper'],
  'src/process/command.ts': ['runtime/host'],
  'src/process/keeper.ts': ['runtime/host', 'runtime/keeper', 'user'],
  'src/process/mcp.ts': ['runtime/host'],
  'src/process/page.ts': ['runtime/host'],
  'src/process/save-page.ts': ['runtime/host'],
  'src/process/serve.ts': ['runtime/host'],
  'src/process/web.ts': ['runtime/host'],
  'src/process/ps.ts': ['runtime/host'],
  'src/process/watch.ts': ['runtime/host'],
  'src/process/pi-dialogue.ts': ['runtime/host', 'runtime/runners'],
  'src/process/doctor-client.ts': ['user'],
  'src/process/setup-clients.ts': ['user'],
  'src/process/stage-mcp.ts': ['runtime/host'],
  'src/scripted/main.ts': ['runtime/host'],
};

/** Who may import a package. Packages that are not listed are not used. `zod` and pure modules are for all. */
export const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  'node:fs': ['runtime/host'],
  'node:os': ['runtime/host'],
  'node:crypto': ['runtime/host'],
  'node:child_process': ['runtime/host'],
  'node:http': ['runtime/host', 'mcp', 'web'],
  'node:net': ['runtime/host'],
  'node:zlib': ['runtime/host'],
  execa: ['runtime/host'],
  chokidar: ['runtime/host'],
  '@dagrejs/dagre': ['compiler'],
  diff: ['cli', 'backend'],
  'node-diff3': ['runtime/upgrade'],
  fflate: ['backend'],
  leven: ['runtime/handover', 'runtime/text'],
  'log-update': ['process'],
  lowdb: ['scripted'],
  'markdown-it': ['runtime/handover'],
  'string-width': ['cli'],
  'smol-toml': ['compiler', 'user'],
  '@decimalturn/toml-patch': ['user'],
  'jsonc-parser': ['user'],
  yaml: ['runtime/handover'],
  '@modelcontextprotocol/core': ['mcp'],
  '@modelcontextprotocol/node': ['mcp'],
  '@modelcontextprotocol/sdk': ['backend'],
  '@modelcontextprotocol/server': ['mcp', 'stage-mcp'],
  'node:console': ['mcp'],
  'node:util': ['cli', 'user'],
  'node:readline': ['process'],
  'node:v8': ['process'],
  'node:url': ['package', 'mcp'],
};
const FOR_ALL: ReadonlySet<string> = new Set(['zod', 'node:path']);

const EVERYBODYS_TYPES = 'runtime/api';

export interface Import {
  readonly node: Node;
  /** As it is written. */
  readonly from: string;
  /** Path below the package root, or null for a package. */
  readonly file: string | null;
  readonly typeOnly: boolean;
}

export function importsOf(source: Source): Import[] {
  return source.nodes.flatMap((node) => {
    if (
      !/^(Import(Declaration|Expression)|Export(All|Named)Declaration|TSImportType)$/.test(
        node.type,
      )
    )
      return [];
    const from = word(part(node, 'source'), 'value');
    if (from === undefined) return [];
    const file = from.startsWith('.') ? posix.join(posix.dirname(source.path), from) : null;
    const kind = word(node, 'importKind') ?? word(node, 'exportKind');
    return [{ node, from, file, typeOnly: kind === 'type' || node.type === 'TSImportType' }];
  });
}

/** `src/runtime/kernel/schedule/claim.ts` -> `runtime/kernel`, `src/bin.ts` -> `bin`. */
function unitOf(path: string): string {
  const [first = '', second] = path
    .replace(/^src\//, '')
    .replace(/\.ts$/, '')
    .split('/');
  return first === 'runtime' ? `${first}/${second}` : first;
}

export const importsGoDown: Rule = (source) => {
  const unit = unitOf(source.path);
  const listed = IMPORTS[unit];
  if (listed === undefined) {
    const what = `${unit} has no line in the import table`;
    return [{ line: 1, what, instead: 'Say in test/tidy/imports.ts what it may import' }];
  }
  const allowed = [unit, ...listed, ...(WIRING[source.path] ?? [])];
  return importsOf(source).flatMap((found) => {
    const what = wrongImport(found, unit, allowed);
    if (what === undefined) return [];
    return [
      at(
        source,
        found.node,
        what,
        `Hand it in, or move it down; ${unit} may import ${allowed.join(', ')}`,
      ),
    ];
  });
};

/** Between the rooms of a part that has an order of rooms. */
export const roomsGoDown: Rule = (source) => {
  const unit = unitOf(source.path);
  const order = ROOM_ORDER[unit];
  if (order === undefined) return [];
  const heightOf = (path: string) => {
    const room = /^([^/]+)\//.exec(path.slice(`src/${unit}/`.length))?.[1];
    return room === undefined ? order.length : order.indexOf(room);
  };
  const own = heightOf(source.path);
  const instead = `Move it down; the order of rooms in test/tidy/imports.ts is ${order.join(', ')}`;
  if (own < 0) return [{ line: 1, what: `a room of ${unit} that has no place`, instead }];
  return importsOf(source).flatMap(({ file, node, from }) => {
    if (file === null || unitOf(file) !== unit || heightOf(file) <= own) return [];
    return [at(source, node, `imports ${from}, which lies above`, instead)];
  });
};

function wrongImport(found: Import, unit: string, allowed: readonly string[]): string | undefined {
  if (found.file === null) return wrongPackage(found.from, unit);
  if (found.file === 'package.json') return unit === 'package' ? undefined : 'reads package.json';
  if (!found.file.startsWith('src/')) return `imports ${found.from}, which is no source`;
  const target = unitOf(found.file);
  if (found.typeOnly && target === EVERYBODYS_TYPES) return undefined;
  return allowed.includes(target) ? undefined : `${unit} imports ${target}`;
}

function wrongPackage(from: string, unit: string): string | undefined {
  const name = from.match(/^(?:@[^/]+\/)?[^/]+/)?.[0] ?? from;
  if (FOR_ALL.has(name) || PACKAGES[name]?.includes(unit)) return undefined;
  return `${unit} imports the package ${from}`;
}
