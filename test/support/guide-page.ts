import { type Fence, fences, textOf } from './doc-page.ts';

/** A page of the guide, by the name of its file. */
export function page(name: string): string {
  return textOf(`docs/guide/${name}`);
}

/** The fenced blocks of a page that have a language, in order. */
export function blocks(name: string): Fence[] {
  return fences(page(name)).filter(({ language }) => language !== '');
}

/** What follows `millrace` on the command lines of a page, split as a shell would. */
export function commands(name: string): string[][] {
  const lines = blocks(name)
    .filter(({ language }) => language === 'sh')
    .flatMap(({ text }) => text.trim().split('\n'));
  return lines.map((line) =>
    [...line.matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => quoted ?? word).slice(1),
  );
}
