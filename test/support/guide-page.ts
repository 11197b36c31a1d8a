import { readFileSync } from 'node:fs';

export interface Block {
  readonly language: string;
  readonly text: string;
  /** Named on the line above it. */
  readonly path: string | null;
}

export function page(name: string): string {
  return readFileSync(new URL(`../../docs/guide/${name}`, import.meta.url), 'utf8');
}

/** The fenced blocks of a page, in order. */
export function blocks(name: string): Block[] {
  const fence = /(?:^`([^`\n]+)`\n\n)?^```(\w+)\n([\s\S]*?)^```$/gm;
  return [...page(name).matchAll(fence)].map(([, path, language = '', text = '']) => ({
    language,
    text,
    path: path ?? null,
  }));
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
