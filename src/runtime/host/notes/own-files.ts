import { closeSync, lstatSync, mkdirSync, openSync, readdirSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { PRIVATE, WRITE_FLAGS } from '../disk-flags.ts';

const FOLDERS = [
  '',
  'objects',
  'objects/info',
  'objects/pack',
  'refs',
  'info',
  'kept',
  'manifests',
];

/** Git writes these itself, and would write through a link. */
const WRITTEN_BY_GIT = ['index', 'index.lock'];

/**
 * A workspace that came from elsewhere may have links there. Nothing is written through one: what the
 * first is not, in words, or null.
 */
export function linkIn(store: string, shelf: readonly string[] = []): string | null {
  const named = [...FOLDERS.map((name) => join(store, name)), ...shelf];
  const strange = named.find(isNoFolder) ?? linkedObjects(join(store, 'objects'));
  if (strange !== null) return `${strange} is no folder of ours`;
  const file = WRITTEN_BY_GIT.map((name) => join(store, name)).find(isNoFile);
  return file === undefined ? null : `${file} is no file of ours`;
}

function linkedObjects(objects: string): string | null {
  if (lstatSync(objects, { throwIfNoEntry: false }) === undefined) return null;
  const link = readdirSync(objects, { withFileTypes: true }).find((one) => one.isSymbolicLink());
  return link === undefined ? null : join(objects, link.name);
}

function isNoFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === false;
}

function isNoFile(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() === false;
}

export function makeFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: PRIVATE.folder });
}

/** Throws where a link stands. */
export function putFile(path: string, content: string | Uint8Array): void {
  const file = openSync(path, WRITE_FLAGS, PRIVATE.file);
  try {
    const bytes = Buffer.from(content);
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at, bytes.length - at, at);
  } finally {
    closeSync(file);
  }
}
