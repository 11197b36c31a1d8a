/** More is prose that somebody put into the wrong place. */
const LINES_MAX = 60;
const FENCE = '---';
const FIELD = /^([A-Za-z][\w-]*):(?:\s+(.*))?$/;
/** What belongs to the field above: an item of its list, or more of its text. */
const CONTINUED = /^(?:\s+\S|-\s)/;

export interface FrontMatter {
  readonly fields: ReadonlyMap<string, string>;
  /** Text behind it. */
  readonly body: string;
  readonly problems: readonly string[];
}

/** The fields at the top of a skill, each on a line of its own; null = there are none. */
export function frontMatterOf(text: string): FrontMatter | null {
  const lines = text.split(/\r?\n/);
  if (lines[0] !== FENCE) return null;
  const end = lines.indexOf(FENCE, 1);
  if (end < 0) return null;
  const fields = new Map<string, string>();
  const problems = end > LINES_MAX ? [`front matter has more than ${LINES_MAX} lines`] : [];
  for (const [at, line] of lines.slice(1, Math.min(end, LINES_MAX)).entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    if (CONTINUED.test(line) && fields.size > 0) continue;
    const [, key, value = ''] = FIELD.exec(line) ?? [];
    if (key === undefined) problems.push(`line ${at + 2} of the front matter is no "key: value"`);
    else if (fields.has(key)) problems.push(`front matter has ${key} twice`);
    else fields.set(key, unquoted(value.trim()));
  }
  return { fields, body: lines.slice(end + 1).join('\n'), problems };
}

function unquoted(value: string): string {
  const [, inner] = /^"(.*)"$/.exec(value) ?? /^'(.*)'$/.exec(value) ?? [];
  return inner ?? value;
}
