import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { cleansUp, Site } from './support/repository.ts';

cleansUp();
const { PATH } = process.env;
afterEach(() => {
  process.env.PATH = PATH;
});

/** A git that dies with its nth call, before it did anything or right after it. */
const DYING = [
  '#!/bin/sh',
  'calls=$(cat "$0.calls"); calls=$((calls + 1)); echo "$calls" >"$0.calls"',
  'git=$(PATH=$(cat "$0.path") command -v git)',
  '[ "$calls" = "$(cat "$0.at")" ] || exec "$git" "$@"',
  '[ "$(cat "$0.when")" = before ] || "$git" "$@" >/dev/null',
  '[ "$(cat "$0.lock")" = no ] || touch "$(cat "$0.lock")"',
  'kill -9 $$',
].join('\n');

const CALLS_MAX = 12;

class DyingGit {
  private readonly path: string;

  constructor(site: Site) {
    const folder = join(site.root, 'bin');
    mkdirSync(folder);
    this.path = join(folder, 'git');
    writeFileSync(this.path, DYING);
    chmodSync(this.path, 0o755);
    this.set('path', PATH ?? '');
    this.set('lock', join(site.store, 'index.lock'));
    process.env.PATH = `${folder}${delimiter}${PATH}`;
  }

  /** Calls that were made since. */
  get calls(): number {
    return Number(readFileSync(`${this.path}.calls`, 'utf8'));
  }

  diesAt(call: number, when: 'before' | 'after'): void {
    this.set('at', String(call));
    this.set('when', when);
    this.set('calls', '0');
  }

  heals(): void {
    process.env.PATH = PATH;
  }

  private set(name: string, text: string): void {
    writeFileSync(`${this.path}.${name}`, text);
  }
}

function edited(): Site {
  const one = new Site();
  one.put('.gitignore', 'bin/\n');
  one.put('a.txt', 'one\n');
  one.init();
  return one;
}

it.each(['before', 'after'] as const)(
  'loses no edit by a note or a keeping that was killed at any step, %s it',
  (when) => {
    const right = edited();
    const before = right.note();
    right.put('a.txt', 'two\n');
    const after = right.note();
    let killed = 0;
    for (let at = 1; at <= CALLS_MAX; at += 1) {
      const one = edited();
      const git = new DyingGit(one);
      git.diesAt(CALLS_MAX * 2, when);
      expect(one.note()).toBe(before);
      git.diesAt(at, when);
      one.put('a.txt', 'two\n');
      const first = one.note();
      // What could not be noted says so; it is never something else.
      expect([after, 'unknown: git failed']).toContain(
        first.replace(/^(unknown: git failed).*/, '$1'),
      );
      one.keep(before, after);
      if (git.calls >= at) killed += 1;
      git.heals();
      expect(one.note()).toBe(after);
      one.keep(before, after);
      expect(one.changed(before, after)).toEqual(['changed a.txt +1 -1']);
    }
    // The last calls are those of a note and a keeping that went well.
    expect(killed).toBeGreaterThan(4);
    expect(killed).toBeLessThan(CALLS_MAX);
  },
  60_000,
);
