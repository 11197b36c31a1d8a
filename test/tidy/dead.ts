import { importsOf } from './imports.ts';
import { at, lines, part, parts, type Source, word } from './source.ts';

/** Files that no entry reaches by imports. */
export function deadFiles(sources: readonly Source[], entries: readonly string[]): string[] {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const reached = new Set(entries);
  for (const path of reached) {
    const source = byPath.get(path);
    if (source === undefined) continue;
    for (const { file } of importsOf(source)) if (file !== null) reached.add(file);
  }
  const finding = { line: 1, what: 'nothing imports this file', instead: 'Use it or delete it' };
  return sources.flatMap(({ path }) => (reached.has(path) ? [] : lines(path, [finding])));
}

/** Exports whose name stands nowhere else in all the code. */
export function deadExports(sources: readonly Source[], all: readonly Source[]): string[] {
  const uses = new Map<string, number>();
  for (const name of all.flatMap(identifiers)) uses.set(name, (uses.get(name) ?? 0) + 1);
  return sources.flatMap((source) => {
    const dead = exportsOf(source).filter(({ name }) => uses.get(name) === 1);
    const what = ({ name }: { name: string }) => `nothing uses the export ${name}`;
    return lines(
      source.path,
      dead.map((one) => at(source, one.node, what(one), 'Use it or delete it')),
    );
  });
}

function identifiers({ nodes }: Source): string[] {
  return nodes.flatMap((node) => (node.type === 'Identifier' ? [word(node, 'name') ?? ''] : []));
}

function exportsOf({ nodes }: Source) {
  return nodes.flatMap((node) => {
    const declared = node.type === 'ExportNamedDeclaration' ? part(node, 'declaration') : undefined;
    if (declared === undefined) return [];
    const [first] = parts(declared, 'declarations');
    const name = word(part(first ?? declared, 'id'), 'name');
    return name === undefined ? [] : [{ name, node }];
  });
}
