import { parseDocument } from 'yaml';

/** Larger ones are prose. Source: front matter in use has less than 4 KiB. */
const FRONT_MATTER_LENGTH_MAX = 16_384;
const ALIASES_MAX = 50;

export interface FrontMatter {
  /** First line, from 0, and the line behind the closing mark. */
  readonly from: number;
  readonly to: number;
  readonly fields: ReadonlyMap<string, string>;
}

const FENCES: ReadonlyMap<string, 'yaml' | 'toml'> = new Map([
  ['---', 'yaml'],
  ['+++', 'toml'],
]);

/**
 * Fields between two marks at the top, or below the title. What cannot be read as fields is left to
 * markdown: a rule, or a heading that is underlined.
 */
export function frontMatterOf(lines: readonly string[]): FrontMatter | null {
  const first = nextText(lines, 0);
  const top = blockAt(lines, first);
  if (top !== null) return top;
  const isTitle = /^#\s+\S/.test(lines[first] ?? '') || /^=+\s*$/.test(lines[first + 1] ?? '');
  if (!isTitle) return null;
  const behind = /^=+\s*$/.test(lines[first + 1] ?? '') ? first + 2 : first + 1;
  return blockAt(lines, nextText(lines, behind));
}

function nextText(lines: readonly string[], from: number): number {
  let at = from;
  while (at < lines.length && (lines[at] ?? '').trim() === '') at += 1;
  return at;
}

function blockAt(lines: readonly string[], from: number): FrontMatter | null {
  const mark = (lines[from] ?? '').trimEnd();
  const syntax = FENCES.get(mark);
  if (syntax === undefined) return null;
  let size = 0;
  for (let at = from + 1; at < lines.length && size <= FRONT_MATTER_LENGTH_MAX; at += 1) {
    const line = lines[at] ?? '';
    if (line.trimEnd() === mark || (syntax === 'yaml' && line.trimEnd() === '...')) {
      const text = lines.slice(from + 1, at);
      const fields = syntax === 'yaml' ? yamlFields(text) : tomlFields(text);
      return fields === null ? null : { from, to: at + 1, fields };
    }
    size += line.length;
  }
  return null;
}

/** Null = no mapping. An empty block is one without fields. */
function yamlFields(lines: readonly string[]): ReadonlyMap<string, string> | null {
  if (lines.every((line) => line.trim() === '' || line.trimStart().startsWith('#'))) {
    return new Map();
  }
  if (!lines.some((line) => /^["']?[\p{L}_][^:]*:(?:\s|$)/u.test(line))) return null;
  const value = parsedYaml(lines.join('\n'));
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return loose(lines);
  return new Map(Object.entries(value).flatMap(([key, one]) => scalar(key, one)));
}

function parsedYaml(text: string): unknown {
  try {
    const document = parseDocument(text, { schema: 'core', logLevel: 'silent' });
    return document.errors.length > 0 ? null : document.toJS({ maxAliasCount: ALIASES_MAX });
  } catch {
    return null;
  }
}

/** Fields with a slip, such as a colon in a title, still say what they say. */
function loose(lines: readonly string[]): ReadonlyMap<string, string> | null {
  const isField = (line: string) =>
    /^(?:[\p{L}_][\p{L}\p{N} _-]{0,60}:(?:\s|$)|\s|-|#|$)/u.test(line);
  if (!lines.every(isField)) return null;
  return new Map(lines.flatMap((line) => pair(line, ':')));
}

function tomlFields(lines: readonly string[]): ReadonlyMap<string, string> {
  return new Map(lines.flatMap((line) => pair(line, '=')));
}

function pair(line: string, mark: string): [string, string][] {
  const at = line.indexOf(mark);
  const key = line.slice(0, at).trim();
  if (at < 0 || !/^[\p{L}_][\p{L}\p{N} _-]*$/u.test(key)) return [];
  return scalar(
    key,
    line
      .slice(at + 1)
      .trim()
      .replace(/^(["'])(.*)\1$/, '$2'),
  );
}

function scalar(key: string, value: unknown): [string, string][] {
  const isPlain = typeof value === 'string' || typeof value === 'number';
  return isPlain ? [[key.toLowerCase(), String(value)]] : [];
}
