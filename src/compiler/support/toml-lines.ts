const HEADER = /^\s*\[(\[?)\s*([^\]]+?)\s*\]/;
const KEY =
  /^\s*((?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*'))*)\s*=/;

/**
 * The line in which a config says what a JSON pointer names, or the table around it, counted from 1;
 * null = nowhere. For people: a key in the middle of a text of several lines is taken for one.
 */
export function tomlLine(text: string, pointer: string): number | null {
  const wanted = partsOfPointer(pointer);
  const lengths = new Map<string, number>();
  let table: string[] = [];
  let best: { length: number; line: number | null } = { length: 0, line: null };
  for (const [index, line] of text.split('\n').entries()) {
    const header = HEADER.exec(line);
    const key = header === null ? KEY.exec(line)?.[1] : undefined;
    if (header?.[2] !== undefined) table = tableOf(header[2], header[1] === '[', lengths);
    else if (key === undefined) continue;
    const path = key === undefined ? table : [...table, ...partsOfKey(key)];
    const length = sharedLength(wanted, path);
    // A key that goes beyond what is shared is about something else.
    if (length > best.length && length === path.length) best = { length, line: index + 1 };
  }
  return best.line;
}

/** Elements of a list of tables are counted as they come. */
function tableOf(name: string, isElement: boolean, lengths: Map<string, number>): string[] {
  const parts = partsOfKey(name);
  if (!isElement) return parts;
  const at = lengths.get(name) ?? 0;
  lengths.set(name, at + 1);
  return [...parts, String(at)];
}

function partsOfKey(key: string): string[] {
  return [...key.matchAll(/"([^"]*)"|'([^']*)'|([A-Za-z0-9_-]+)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare ?? '',
  );
}

function partsOfPointer(pointer: string): string[] {
  const parts = pointer.split('/').slice(1);
  return parts.map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function sharedLength(one: readonly string[], other: readonly string[]): number {
  const at = one.findIndex((part, index) => part !== other[index]);
  return at < 0 ? one.length : at;
}
