import { z } from 'zod';
import { at, filesBelow, type Node, part, type Rule, read, type Source, word } from './source.ts';

/** Fields of the asset files that hold the name of a plane, family, stage kind, node, outcome, loop, state, mode or counter. */
const NAME_FIELDS: ReadonlySet<string> = new Set([
  'mode_id',
  'aliases',
  'claim_order',
  'loop_id',
  'plane',
  'node_id',
  'terminal_state_id',
  'counter_name',
  'on_outcomes',
  'stage_kind_id',
  'legal_outcomes',
  'running_status_marker',
  'family_id',
  'folder',
]);

/** Asset names that are words of our own contract as well, and where that contract is. */
export const CONTRACT_WORDS: ReadonlyMap<string, string> = new Map([
  [
    'blocked',
    'state of a work item, terminal class and result class in runtime/plan/primitives.ts',
  ],
  ['completion', 'turn of a closure target in a claim order; the last file of an attempt'],
  ['planning', 'state of a root spec in runtime/api/lineage.ts'],
  ['default_codex', 'default of the config key runtime.default_mode'],
]);

const FOLDERS_WITHOUT_NAMES = ['src/runtime/', 'src/compiler/'];

const INSTEAD = 'Take it from the plan: a loop of somebody else calls it otherwise';

/** Every name of the shipped loops that code of the runtime and the compiler must take from the plan. */
export function assetNames(): ReadonlySet<string> {
  const names = filesBelow('assets')
    .filter((path) => path.endsWith('.json'))
    .flatMap((path) => namesIn(z.json().parse(JSON.parse(read(path)))));
  return new Set(names.filter((name) => !CONTRACT_WORDS.has(name)));
}

export function noAssetNames(names: ReadonlySet<string>): Rule {
  return (source) => {
    if (!FOLDERS_WITHOUT_NAMES.some((folder) => source.path.startsWith(folder))) return [];
    return source.nodes.flatMap((node) =>
      literals(source, node)
        .filter((name) => names.has(name))
        .map((name) => at(source, node, `'${name}' is a name that assets/ defines`, INSTEAD)),
    );
  };
}

/** A whole literal may be any name; a word within one counts when it cannot be a word of prose. */
function literals(source: Source, node: Node): string[] {
  if (node.type === 'Property') return unmistakable(word(part(node, 'key'), 'name') ?? '');
  if (node.type !== 'Literal' && node.type !== 'TemplateElement') return [];
  const raw = source.text.slice(node.start, node.end);
  return [...new Set([raw.replace(/^[`'"}]|[`'"]$|\$\{$/g, ''), ...unmistakable(raw)])];
}

function unmistakable(text: string): string[] {
  return text.split(/[^\w.]+/).filter((part) => /[a-z][._][a-z]|^[A-Z]+_[A-Z]/.test(part));
}

const RUNTIME_FOLDER = 'millrace-agents';
const RUNTIME_FOLDER_FILE = 'src/runtime/plan/runtime-folder.ts';

/** The folder below a workspace is spelled once; comments may name it. */
export const runtimeFolderIsNamedOnce: Rule = (source) => {
  if (source.path === RUNTIME_FOLDER_FILE) return [];
  const instead = `Take RUNTIME_FOLDER or workspacePath from ${RUNTIME_FOLDER_FILE}`;
  return source.nodes
    .filter(({ type }) => type === 'Literal' || type === 'TemplateElement')
    .filter(({ start, end }) => source.text.slice(start, end).includes(RUNTIME_FOLDER))
    .map((node) => at(source, node, `'${RUNTIME_FOLDER}' in a text`, instead));
};

type Json = z.infer<ReturnType<typeof z.json>>;

function namesIn(value: Json): string[] {
  if (Array.isArray(value)) return value.flatMap(namesIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([field, inner]) =>
    NAME_FIELDS.has(field) ? textsIn(inner) : namesIn(inner),
  );
}

function textsIn(value: Json): string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.flatMap(textsIn) : [];
}
