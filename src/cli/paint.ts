import { styleText } from 'node:util';

type Format = Parameters<typeof styleText>[0];

/** For one stream: the text as it is where no colour is wanted. Paint goes on last, over filtered text. */
export type Paint = (format: Format, text: string) => string;

export function paintFor(isColoured: boolean): Paint {
  if (!isColoured) return (_, text) => text;
  return (format, text) => (text === '' ? '' : styleText(format, text, { validateStream: false }));
}

interface Stream {
  readonly isTTY?: boolean | undefined;
}

/** By NO_COLOR, FORCE_COLOR and TERM; else on a terminal. */
export function isColoured(
  { isTTY }: Stream,
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  const { FORCE_COLOR: force, NO_COLOR: no = '', TERM } = env;
  if (force !== undefined && force !== '') return force !== '0' && force !== 'false';
  return no === '' && isTTY === true && TERM !== 'dumb';
}

const KEY = /^(\s*(?:- )?)([a-z][a-z_]*:)(?= |$)/;
const NEXT = /^next: /;
/** What does not go on by itself is seen first. */
const CONDITION = /^(condition|reason): (\w+)$/;
const GOOD = new Set(['working', 'ready', 'idle', 'closed']);

/** An answer that is already plain and printable: keys step back, what matters stands out. */
export function paintedAnswer(text: string, paint: Paint): string {
  return text
    .split('\n')
    .map((line) => paintedLine(line, paint))
    .join('\n');
}

export function paintedFailure(text: string, paint: Paint): string {
  return text.replace(/^error [a-z_]+:/, (head) => paint(['bold', 'red'], head));
}

function paintedLine(line: string, paint: Paint): string {
  if (NEXT.test(line)) return paint('bold', line);
  const standing = CONDITION.exec(line);
  if (standing !== null) {
    const [, key, word = ''] = standing;
    return `${paint('dim', `${key}:`)} ${paint(GOOD.has(word) ? 'green' : 'yellow', word)}`;
  }
  return line.replace(KEY, (_, before: string, key: string) => `${before}${paint('dim', key)}`);
}
