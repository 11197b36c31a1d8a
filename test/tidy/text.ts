import type { Finding } from './source.ts';

interface TextBan {
  readonly pattern: RegExp;
  readonly what: string;
  readonly instead: string;
  readonly applies: (path: string) => boolean;
}

const isSource = (path: string): boolean => /^(src|scripts|demo|bench)\/.*\.(ts|mjs)$/.test(path);
const isCode = (path: string): boolean => /\.(ts|mjs)$/.test(path);
/** Recorded output of harnesses is kept as it was. */
const isOurs = (path: string): boolean =>
  path !== 'package-lock.json' && path !== 'LICENSE' && !path.startsWith('test/runners/samples/');

const BANS: readonly TextBan[] = [
  {
    pattern: /[^\n\t\x20-\x7e]/u,
    what: 'a character that is not ASCII',
    instead: 'Write it in ASCII, or as an escape',
    applies: isSource,
  },
  {
    pattern: /\u2014/,
    what: 'an em dash',
    instead: 'Use a comma, a colon or two sentences',
    applies: isOurs,
  },
  {
    pattern: /\b(?:TO(?:DO)|FIX(?:ME)|X(?:XX))\b/,
    what: 'a note of work that is left',
    instead: 'Do it now, or leave a seam and no note',
    applies: isCode,
  },
  {
    // Below a folder of a build machine; `out/work/` and the like are relative.
    pattern: /(?<![\w.>})*-])\/(?:work|tmp|root|Users)\/\w/,
    what: 'an absolute path of one machine',
    instead: 'Say it relative to the package or the workspace',
    applies: isOurs,
  },
];

/** What no file that is handed out may hold, whatever its kind. */
export function badText(path: string, text: string): Finding[] {
  const bans = BANS.filter(({ applies }) => applies(path));
  return text
    .split('\n')
    .flatMap((line, index) =>
      bans
        .filter(({ pattern }) => pattern.test(line))
        .map(({ what, instead }) => ({ line: index + 1, what, instead })),
    );
}
