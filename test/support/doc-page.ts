import { existsSync, readdirSync, readFileSync } from 'node:fs';

const ROOT = new URL('../../', import.meta.url);

/** Every page for readers, by its path in the repository. */
export const PAGES: readonly string[] = [
  'README.md',
  ...['docs', 'skills'].flatMap((folder) =>
    readdirSync(new URL(`${folder}/`, ROOT), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md'))
      .map((name) => `${folder}/${name}`),
  ),
].sort();

export function textOf(path: string): string {
  return readFileSync(new URL(path, ROOT), 'utf8');
}

export function isThere(path: string): boolean {
  return existsSync(new URL(path, ROOT));
}

export interface Fence {
  readonly language: string;
  /** What stands behind the language: `no-run`, `fails`. */
  readonly word: string;
  readonly text: string;
  /** Named in backticks on a line of its own above it: the file that it is. */
  readonly path: string | null;
  /** Nothing stands between it and the block before it. */
  readonly follows: boolean;
}

/** The fenced blocks of a page, in order. */
export function fences(text: string): Fence[] {
  const pattern = /(?:^`([^`\n]+)`\n\n)?^```(\w*) ?([^\n]*)\n([\s\S]*?)^```$/gm;
  let end = -1;
  return [...text.matchAll(pattern)].map((match) => {
    const [whole, path = null, language = '', word = '', body = ''] = match;
    const follows = end >= 0 && text.slice(end, match.index).trim() === '';
    end = match.index + whole.length;
    return { language, word, text: body, path, follows };
  });
}

/** One block of commands of a page: run in its order in the folder of the reader. */
export interface Step {
  readonly does: 'write' | 'run';
  readonly path: string;
  readonly text: string;
  /** The page says that the last command of the block ends with an error. */
  readonly fails: boolean;
  /** What the page shows as the output; `null` where it shows none. */
  readonly shown: string | null;
}

/**
 * What a page has its reader do: files to write, and commands that are not marked `no-run`. A comment that begins with
 * `sh` holds commands that bring the folder to where the page begins.
 */
export function stepsOf(text: string): Step[] {
  const all = fences(text.replace(/^<!-- sh\n([\s\S]*?)-->$/gm, '```sh\n$1```'));
  return all.flatMap((fence, at): Step[] => {
    const { language, word, path, text } = fence;
    if (path !== null) return [{ does: 'write', path, text, fails: false, shown: null }];
    if (language !== 'sh' || word === 'no-run') return [];
    const next = all[at + 1];
    const shown = next?.language === 'text' && next.follows ? next.text : null;
    return [{ does: 'run', path: '', text, fails: word === 'fails', shown }];
  });
}

/** First lines of the blocks of commands that need what a test does not have. */
export function notRun(text: string): string[] {
  return fences(text)
    .filter(({ language, word }) => language === 'sh' && word === 'no-run')
    .map(({ text }) => text.split('\n')[0] ?? '');
}
