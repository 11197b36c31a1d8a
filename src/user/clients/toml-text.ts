import { patch } from '@decimalturn/toml-patch';
import { parse, type TomlTable } from 'smol-toml';
import { type Entry, lineEnd, readBack, unreadable } from './config-text.ts';

const BOM = '\ufeff';
/** A new table gets a header of its own, and no list a comma behind its last entry. */
const FORM = { trailingComma: false, inlineTableStart: 2 } as const;

/** A table of a group of tables, `[group.name]`. */
export type TablePath = readonly [group: string, name: string];

/** The tables of a group. Throws `config_invalid` for what is no TOML, and for a group that is no table. */
export function tablesIn(text: string, group: string): TomlTable {
  return groupIn(read(text, group), group);
}

/** The text with that table; comments, line ends and the order of what is there stay. */
export function withTable(text: string, [group, name]: TablePath, table: Entry): string {
  const before = read(text, group);
  const tables = groupIn(before, group);
  const meant: Entry = { ...before, [group]: { ...tables, [name]: table } };
  // At the end it changes no line of others. Where the group is no table of its own, it cannot.
  const atEnd = name in tables ? [] : [text + blockBehind(text, [group, name], table)];
  return readBack<Entry>([...atEnd, patch(text, meant, FORM)], (one) => read(one, group), meant);
}

/** The text without it; nothing is left of a group without tables. */
export function withoutTable(text: string, [group, name]: TablePath): string {
  const { [group]: _group, ...rest } = read(text, group);
  const { [name]: _, ...others } = tablesIn(text, group);
  const meant = Object.keys(others).length === 0 ? rest : { ...rest, [group]: others };
  const edited = patch(text, meant, FORM);
  return readBack<Entry>([edited.trim() === '' ? '' : edited], (one) => read(one, group), meant);
}

function blockBehind(text: string, [group, name]: TablePath, table: Entry): string {
  const whole = patch('', { [group]: { [name]: table } }, FORM);
  const block = `${whole.slice(whole.indexOf(`[${group}.${name}]`))}\n`;
  const eol = lineEnd(text);
  const gap = text.trim() === '' ? '' : `${text.endsWith('\n') ? '' : eol}${eol}`;
  return gap + block.replaceAll('\n', eol);
}

function read(text: string, group: string): TomlTable {
  try {
    const plain = text.startsWith(BOM) ? text.slice(1) : text;
    const table = parse(plain, { integersAsBigInt: 'asNeeded' });
    groupIn(table, group);
    return table;
  } catch (thrown) {
    throw unreadable('TOML', thrown instanceof Error ? (thrown.message.split('\n')[0] ?? '') : '');
  }
}

function groupIn(table: TomlTable, group: string): TomlTable {
  const found = table[group] ?? {};
  if (isTable(found)) return found;
  throw new Error(`${group} is no table`);
}

function isTable(value: TomlTable[string]): value is TomlTable {
  return typeof value === 'object' && !Array.isArray(value) && !(value instanceof Date);
}
