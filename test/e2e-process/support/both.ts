import { resolve } from 'node:path';
import { expect } from 'vitest';
import type { Client } from '../../support/program/client.ts';
import type { Workspace } from '../../support/program/workspace.ts';

export interface Refused {
  readonly code: string;
  readonly message: string;
  readonly next: string;
}

/**
 * The same request by a tool and by its command: both are refused alike, and nothing was changed by
 * either. Of this machine an error names what was looked at.
 */
export async function refusedByBoth(
  workspace: Workspace,
  client: Client,
  name: string,
  args: Readonly<Record<string, unknown>>,
): Promise<Refused> {
  const before = state(workspace);
  const { error } = await client.call(name, args);
  const { code, text, exit } = await workspace.refusal(...wordsOf(name, args));
  // What to do next is written for its reader.
  expect({ ...JSON.parse(text), next: '' }).toEqual({ ...error, next: '' });
  expect(exit).not.toBe(0);
  expect(changedPaths(before, state(workspace))).toEqual([]);
  if (error === undefined) throw new Error(`${name} was not refused`);
  expect(error.code).toBe(code);
  expect(error.next.length).toBeGreaterThan(10);
  const given = Object.values(args).map((value) => resolve(workspace.root, String(value)));
  const rest = [...given, workspace.root].reduce((left, path) => left.replaceAll(path, ''), text);
  expect(rest).not.toContain(workspace.folder);
  return error;
}

function wordsOf(name: string, args: Readonly<Record<string, unknown>>): string[] {
  const flags = Object.entries(args).flatMap(([key, value]) => {
    const values = Array.isArray(value) ? value : [value];
    return values.map((one) => `--${key.replaceAll('_', '-')}=${String(one)}`);
  });
  return [name.replaceAll('_', '-'), ...flags];
}

function changedPaths(one: Record<string, string>, other: Record<string, string>): string[] {
  const paths = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...paths].filter((path) => one[path] !== other[path]);
}

/** Everything but the store of contents and scratch files, where an unused one means nothing. */
const STORES = ['blobs/', 'state/.render/'];

function state(workspace: Workspace): Record<string, string> {
  const all = Object.entries(workspace.truth());
  return Object.fromEntries(
    all.filter(([path]) => !STORES.some((store) => path.startsWith(store))),
  );
}
