import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAst } from 'vitest/node';

/** A node of the syntax tree, in the ESTree form. Its other fields are read through `part` and `text`. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

export interface Source {
  /** Below the package root, with `/`. */
  readonly path: string;
  readonly text: string;
  /** Every node, outer ones first. */
  readonly nodes: readonly Node[];
}

export interface Finding {
  readonly line: number;
  readonly what: string;
  readonly instead: string;
}

export type Rule = (source: Source) => readonly Finding[];

export const root = fileURLToPath(new URL('../..', import.meta.url));

const NOT_OURS = new Set(['node_modules', 'dist', 'coverage', '.git', '.demo']);

/** Paths of the files below a folder of the package, sorted. A folder that is not there has none. */
export function filesBelow(folder: string, tree = root): string[] {
  if (!existsSync(join(tree, folder))) return [];
  return readdirSync(join(tree, folder), { withFileTypes: true })
    .filter(({ name }) => !NOT_OURS.has(name))
    .flatMap((entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      return entry.isDirectory() ? filesBelow(path, tree) : [path];
    })
    .sort();
}

export function read(path: string, tree = root): string {
  return readFileSync(join(tree, path), 'utf8');
}

export function sourceOf(path: string, text: string): Source {
  const lang = path.endsWith('.tsx') ? 'tsx' : 'ts';
  return { path, text, nodes: flatten(parseAst(text, { lang })) };
}

export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

/** `tree`: the root of the package that is looked at. */
export function sourcesBelow(folder: string, tree = root): Source[] {
  return filesBelow(folder, tree)
    .filter((path) => /\.(tsx?|mjs)$/.test(path))
    .map((path) => sourceOf(path, read(path, tree)));
}

/** Findings as a person reads them, in the form that an editor follows. */
export function lines(path: string, findings: readonly Finding[]): string[] {
  return findings.map(({ line, what, instead }) => `${path}:${line}: ${what}. ${instead}.`);
}

export function report(rule: Rule, sources: readonly Source[]): string[] {
  return sources.flatMap((source) => lines(source.path, rule(source)));
}

/** A finding at a node. */
export function at(source: Source, node: Node, what: string, instead: string): Finding {
  return { line: lineAt(source.text, node.start), what, instead };
}

/** The child node in a field, if it holds one. */
export function part(node: Node, field: string): Node | undefined {
  const value = fieldOf(node, field);
  return isNode(value) ? value : undefined;
}

/** The child nodes in a field that holds a list. */
export function parts(node: Node, field: string): Node[] {
  const value = fieldOf(node, field);
  return Array.isArray(value) ? value.filter(isNode) : [];
}

/** The text in a field, if it holds one. */
export function word(node: Node | undefined, field: string): string | undefined {
  const value = node === undefined ? undefined : fieldOf(node, field);
  return typeof value === 'string' ? value : undefined;
}

function flatten(value: unknown): Node[] {
  if (Array.isArray(value)) return value.flatMap(flatten);
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap(flatten);
  return isNode(value) ? [value, ...inner] : inner;
}

function isNode(value: unknown): value is Node {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof fieldOf(value, 'type') === 'string' &&
    typeof fieldOf(value, 'start') === 'number' &&
    typeof fieldOf(value, 'end') === 'number'
  );
}

function fieldOf(value: object, field: string): unknown {
  return Object.getOwnPropertyDescriptor(value, field)?.value;
}
