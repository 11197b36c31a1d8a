import { posix } from 'node:path';
import { importsOf } from './imports.ts';
import type { Source } from './source.ts';

/** An import between two files of ours. */
export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

/** Nodes that reach each other, sorted. */
export type Circle = readonly string[];

export function edgesOf(sources: readonly Source[]): Edge[] {
  const known = new Set(sources.map(({ path }) => path));
  return sources.flatMap((source) =>
    importsOf(source).flatMap(({ file, typeOnly }) =>
      file !== null && known.has(file) ? [{ from: source.path, to: file, typeOnly }] : [],
    ),
  );
}

/** The folder that a file lies in; a file right below `src` is a room of its own. */
export function roomOf(path: string): string {
  const folder = posix.dirname(path);
  return folder.includes('/') ? folder : path;
}

/** The same imports, between rooms. */
export function betweenRooms(edges: readonly Edge[]): Edge[] {
  return edges
    .map((edge) => ({ ...edge, from: roomOf(edge.from), to: roomOf(edge.to) }))
    .filter(({ from, to }) => from !== to);
}

/** Each set of nodes that all reach each other. */
export function circlesOf(edges: readonly Edge[]): Circle[] {
  const next = new Map<string, Set<string>>();
  for (const { from, to } of edges) next.set(from, (next.get(from) ?? new Set()).add(to));
  const reached = new Map([...next.keys()].map((node) => [node, reachedFrom(node, next)]));
  const seen = new Set<string>();
  return [...reached].flatMap(([node, ahead]): Circle[] => {
    if (seen.has(node) || !ahead.has(node)) return [];
    const circle = [...ahead].filter((other) => reached.get(other)?.has(node));
    for (const one of circle) seen.add(one);
    return [circle.sort()];
  });
}

function reachedFrom(start: string, next: ReadonlyMap<string, Iterable<string>>): Set<string> {
  const reached = new Set<string>();
  const open = [start];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    for (const one of next.get(node) ?? []) {
      if (reached.has(one)) continue;
      reached.add(one);
      open.push(one);
    }
  }
  return reached;
}
