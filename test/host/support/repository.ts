import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach } from 'vitest';
import { WorkTreeNotes } from '../../../src/runtime/host/notes/index.ts';

const scratch: string[] = [];

/** Folders of the tests of this file are gone after each of them. */
export function cleansUp(): void {
  afterEach(() => {
    for (const folder of scratch.splice(0)) rmSync(folder, { recursive: true, force: true });
  });
}

/** A folder with a store of notes below it, as a workspace has one. */
export class Site {
  readonly root = mkdtempSync(join(tmpdir(), 'millrace-notes-test-'));
  readonly notes = new WorkTreeNotes();
  readonly store = join(this.root, 'millrace-agents', 'trees');

  constructor(private readonly below = '') {
    scratch.push(this.root);
  }

  get place() {
    return { work_dir: join(this.root, this.below), store: this.store };
  }

  put(name: string, content: string | Uint8Array, mode?: number): void {
    const path = join(this.root, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    if (mode !== undefined) chmodSync(path, mode);
  }

  remove(name: string): void {
    rmSync(join(this.root, name), { recursive: true });
  }

  has(name: string): boolean {
    return existsSync(join(this.root, name));
  }

  git(...args: string[]): string {
    return this.gitIn('.', ...args);
  }

  gitIn(folder: string, ...args: string[]): string {
    const user = ['-c', 'user.name=t', '-c', 'user.email=t@example.org'];
    return execFileSync('git', [...user, '-c', 'protocol.file.allow=always', ...args], {
      cwd: join(this.root, folder),
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  }

  /** A repository with one commit of everything that is there. */
  init(...options: string[]): this {
    this.git('init', '-q', '-b', 'main', ...options);
    this.git('add', '-A', ':!millrace-agents');
    this.git('commit', '-q', '--allow-empty', '-m', 'first');
    return this;
  }

  /** Name of what the folder holds; the reason where that is not known. */
  note(): string {
    const { id, unknown } = this.notes.note(this.place);
    return id ?? `unknown: ${unknown}`;
  }

  /** The files that differ, as `git diff --stat` would say it. */
  changed(from: string, to: string): string[] | null {
    const difference = this.notes.compare(this.place, 'root', from, to);
    const rows = difference?.files.map(
      ({ path, kind, added, removed }) => `${kind} ${path} +${added} -${removed}`,
    );
    return rows ?? null;
  }

  keep(from: string, to: string): void {
    this.notes.keep(this.place, 'root', from, to);
  }

  patch(from: string, to: string, bytes_max = 100_000): string | null {
    return this.notes.patch(this.place, 'root', from, to, bytes_max)?.text ?? null;
  }
}
