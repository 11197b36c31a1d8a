import { anys, assertions, casts } from './banned.ts';
import { betweenRooms, type Circle, circlesOf, type Edge, edgesOf } from './graph.ts';
import { fullest } from './rooms.ts';
import { FUNCTIONS, linesAt, linesOf } from './size.ts';
import { type Node, part, type Source, sourcesBelow } from './source.ts';

interface Spread {
  readonly median: number;
  readonly p90: number;
  readonly max: number;
}

/** Circles with the nodes in them: by every import, and by those that are there when it runs. */
interface Circles {
  readonly types: readonly Circle[];
  readonly values: readonly Circle[];
}

/** A tree in numbers. */
export interface House {
  readonly files: number;
  readonly file_lines: Spread;
  readonly function_lines: Spread;
  /** Of a thousand lines. */
  readonly any: number;
  readonly casts: number;
  readonly assertions: number;
  readonly fullest: { readonly folder: string; readonly files: number };
  readonly file_circles: Circles;
  readonly folder_circles: Circles;
  readonly test_lines: number;
}

/** Counts the package whose root is `tree`. */
export function houseOf(tree: string): House {
  return countHouse(sourcesBelow('src', tree), sourcesBelow('test', tree));
}

export function countHouse(src: readonly Source[], test: readonly Source[]): House {
  const lines = sum(src.map(linesOf));
  const perThousand = (found: (source: Source) => readonly Node[]) =>
    (1000 * sum(src.map((source) => found(source).length))) / lines;
  const edges = edgesOf(src);
  return {
    files: src.length,
    file_lines: spread(src.map(linesOf)),
    function_lines: spread(
      src.flatMap((source) => functionsOf(source).map((node) => linesAt(source, node))),
    ),
    any: perThousand(anys),
    casts: perThousand(casts),
    assertions: perThousand(assertions),
    fullest: fullest(src.map(({ path }) => path)),
    file_circles: circles(edges),
    folder_circles: circles(betweenRooms(edges)),
    test_lines: sum(test.map(linesOf)) / lines,
  };
}

const COLUMNS = [
  'code base',
  'file median / p90 / max',
  'function median / p90 / max',
  'any / as / ! per kloc',
  'fullest folder',
  'circles of files: types / values',
  'circles of folders: types / values',
  'test lines per source line',
];

/** The numbers as a table, a row for each tree. */
export function houseTable(rows: ReadonlyMap<string, House>): string {
  const lines = [
    COLUMNS,
    COLUMNS.map(() => '---'),
    ...[...rows].map(([name, house]) => cells(name, house)),
  ];
  return `${lines.map((row) => `| ${row.join(' | ')} |`).join('\n')}\n`;
}

function cells(name: string, house: House): string[] {
  const { file_lines, function_lines, fullest, file_circles, folder_circles } = house;
  const densities = [house.any, house.casts, house.assertions].map((one) => round(one, 1));
  return [
    name,
    spreadText(file_lines),
    spreadText(function_lines),
    densities.join(' / '),
    `${fullest.files} (${fullest.folder})`,
    circlesText(file_circles),
    circlesText(folder_circles),
    round(house.test_lines, 2),
  ];
}

/** Those whose body is a block; an expression behind an arrow is part of another function. */
function functionsOf({ nodes }: Source): Node[] {
  return nodes.filter((node) => FUNCTIONS.test(node.type) && hasBlock(node));
}

function hasBlock(node: Node): boolean {
  return part(node, 'body')?.type === 'BlockStatement';
}

function circles(edges: readonly Edge[]): Circles {
  const values = edges.filter(({ typeOnly }) => !typeOnly);
  return { types: circlesOf(edges), values: circlesOf(values) };
}

function circlesText({ types, values }: Circles): string {
  const text = (all: readonly Circle[]) =>
    all.length === 0 ? '0' : `${all.length} (${sum(all.map((circle) => circle.length))})`;
  return `${text(types)} / ${text(values)}`;
}

function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? 0;
  return { median: at(0.5), p90: at(0.9), max: sorted.at(-1) ?? 0 };
}

function spreadText({ median, p90, max }: Spread): string {
  return `${median} / ${p90} / ${max}`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function round(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)));
}
