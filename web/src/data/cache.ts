import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { ErrorAnswer, ViewAnswers, WorkspacesAnswer } from '../../../src/web/answers.ts';
import { type Query, viewPath, WORKSPACES } from '../../../src/web/view-path.ts';
import { read } from './source.ts';

/** What is known of something that was asked for. An error may stand beside what was read before it. */
export interface Known<T> {
  readonly value: T | null;
  readonly error: ErrorAnswer['error'] | null;
}

interface Entry {
  readonly path: string;
  /** Id of its workspace; '' = of all. */
  readonly workspace: string;
  readonly known: Signal<Known<unknown>>;
  /** How many parts of the page show it. */
  users: number;
  reading: AbortController | null;
  /** Something was committed while it was read. */
  again: boolean;
  read_at: number;
}

/** Nothing is asked more often. */
const APART_MS = 200;
/** What nobody shows is kept so long, for whoever comes back to it. */
const UNUSED_MAX = 60;

const entries = new Map<string, Entry>();

/** A view of a workspace, read again when something is committed there as long as it is shown. */
export function useView<Name extends keyof ViewAnswers>(
  workspace: string,
  view: Name,
  query: Query = {},
): ReadonlySignal<Known<ViewAnswers[Name]>> {
  return useEntry<ViewAnswers[Name]>(viewPath(workspace, view, query), workspace);
}

/** What is known of a view that another part of the page has asked for. */
export function knownView<Name extends keyof ViewAnswers>(
  workspace: string,
  view: Name,
): Known<ViewAnswers[Name]> {
  const { known } = entryAt(viewPath(workspace, view), workspace);
  return known.value as Known<ViewAnswers[Name]>;
}

export function useWorkspaces(): ReadonlySignal<Known<WorkspacesAnswer>> {
  return useEntry<WorkspacesAnswer>(WORKSPACES, '');
}

function useEntry<T>(path: string, workspace: string): ReadonlySignal<Known<T>> {
  const entry = entryAt(path, workspace);
  useEffect(() => {
    entry.users += 1;
    if (entry.read_at === 0 || entry.again) refresh(entry);
    return () => {
      entry.users -= 1;
      forgetUnused();
    };
  }, [entry]);
  return entry.known as ReadonlySignal<Known<T>>;
}

function entryAt(path: string, workspace: string): Entry {
  const found = entries.get(path);
  if (found !== undefined) return found;
  const known = signal<Known<unknown>>({ value: null, error: null });
  const made = { path, workspace, known, users: 0, reading: null, again: false, read_at: 0 };
  entries.set(path, made);
  return made;
}

/** Of what is shown at once, of the rest when it is shown again. `workspace` null = all of them. */
export function invalidate(workspace: string | null): void {
  for (const entry of entries.values()) {
    if (workspace !== null && entry.workspace !== workspace) continue;
    entry.again = true;
    if (entry.users > 0) refresh(entry);
  }
}

/** Only what changes without a commit: how a stage is doing. */
export function refreshLooks(): void {
  for (const entry of entries.values()) {
    const isLook = entry.path.endsWith('/api/look') || entry.path.includes('/api/logs?');
    if (entry.users > 0 && isLook) refresh(entry);
  }
}

async function refresh(entry: Entry): Promise<void> {
  if (entry.reading !== null) {
    entry.again = true;
    return;
  }
  const reading = new AbortController();
  entry.reading = reading;
  const wait_ms = entry.read_at + APART_MS - performance.now();
  if (entry.read_at > 0 && wait_ms > 0) await new Promise((go) => setTimeout(go, wait_ms));
  entry.again = false;
  entry.read_at = performance.now();
  const found = await read(entry.path, reading.signal);
  entry.reading = null;
  const before = entry.known.value;
  entry.known.value = found.ok
    ? { value: found.value, error: null }
    : { value: before.value, error: found.error };
  if (entry.again && entry.users > 0) await refresh(entry);
}

function forgetUnused(): void {
  const unused = [...entries.values()].filter(({ users }) => users === 0);
  for (const { path } of unused.slice(0, Math.max(0, unused.length - UNUSED_MAX))) {
    entries.delete(path);
  }
}
