import { assetPath, RUNTIME_FOLDER } from '../../runtime/plan/index.ts';
import { type Disk, type Hash, isOfFile, type Stat } from '../../runtime/ports/index.ts';
import { canonicalJson } from './canonical.ts';

export const CONFIG_FILE = 'millrace.toml';

export const FILE_SIZE_BYTES_MAX = 1_048_576;
const SCAN_DEPTH_MAX = 8;
const SCAN_FILES_MAX = 2000;
const JSON_DEPTH_MAX = 64;

/** Of a config that is kept elsewhere than in its file; null = there is none. */
export type ConfigBytes = Uint8Array | null;

export type ReadResult =
  | { readonly is: 'text'; readonly text: string; readonly bytes: Uint8Array }
  | { readonly is: 'absent' }
  | { readonly is: 'bad'; readonly code: 'file_unreadable' | 'link_ignored'; readonly why: string };

export type JsonResult = { readonly ok: true; readonly value: unknown } | JsonFailure;
export interface JsonFailure {
  readonly ok: false;
  readonly code: 'file_unreadable' | 'json_invalid';
  readonly why: string;
}

export interface ScanProblem {
  readonly file: string;
  readonly code: 'file_unreadable' | 'link_ignored' | 'path_misplaced';
  readonly why: string;
}

/**
 * Reads below `millrace-agents/`. Contract: nothing throws, no link is followed, everything has a
 * size limit.
 */
export class Files {
  private readonly disk: Disk;
  private readonly base: string;

  /** `config`: its bytes in place of those of the file; null = as if there were no file. */
  constructor(
    disk: Disk,
    root: string,
    private readonly config?: ConfigBytes,
  ) {
    this.disk = disk;
    this.base = `${root}/${RUNTIME_FOLDER}`;
  }

  read(path: string): ReadResult {
    if (path === CONFIG_FILE && this.config !== undefined) return readFrom(this.config);
    try {
      return this.readChecked(path);
    } catch (error) {
      return { is: 'bad', code: 'file_unreadable', why: faultText(error) };
    }
  }

  /** null = there is none, or it cannot be looked at. */
  stat(path: string): Stat | null {
    try {
      return this.disk.stat(`${this.base}/${path}`);
    } catch {
      return null;
    }
  }

  /** Files with a name ending in `.json` below a folder, in a stable order. */
  scan(folder: string): { readonly files: string[]; readonly problems: ScanProblem[] } {
    const found = { files: [], problems: [] };
    this.scanInto(folder, 0, found);
    return found;
  }

  private readChecked(path: string): ReadResult {
    const full = `${this.base}/${path}`;
    const stat = this.disk.stat(full);
    if (stat === null) return { is: 'absent' };
    if (stat.kind === 'link' || this.leadsElsewhere(full, path)) {
      return { is: 'bad', code: 'link_ignored', why: 'it is, or lies behind, a symbolic link' };
    }
    if (stat.kind !== 'file') return unreadable('it is not a regular file');
    if (stat.size_bytes > FILE_SIZE_BYTES_MAX) return unreadable(tooLarge());
    const bytes = this.disk.read(full);
    if (bytes === null) return { is: 'absent' };
    if (bytes.length > FILE_SIZE_BYTES_MAX) return unreadable(tooLarge());
    const text = decodeUtf8(bytes);
    return text === null ? unreadable('it is not UTF-8') : { is: 'text', text, bytes };
  }

  private leadsElsewhere(full: string, path: string): boolean {
    const base = this.disk.realpath(this.base);
    return this.disk.realpath(full) !== `${base}/${path}`;
  }

  private scanInto(
    folder: string,
    depth: number,
    found: { files: string[]; problems: ScanProblem[] },
  ): void {
    for (const entry of this.list(folder, found.problems)) {
      const path = `${folder}/${entry.name}`;
      if (entry.name.startsWith('.')) continue;
      if (entry.kind === 'link') {
        found.problems.push({ file: path, code: 'link_ignored', why: 'it is a symbolic link' });
      } else if (entry.kind === 'dir' && depth < SCAN_DEPTH_MAX) {
        this.scanInto(path, depth + 1, found);
      } else if (entry.kind === 'dir') {
        found.problems.push({ file: path, code: 'file_unreadable', why: tooDeep() });
      } else if (entry.kind === 'file' && entry.name.endsWith('.json')) {
        if (!take(path, found)) return;
      }
    }
  }

  private list(folder: string, problems: ScanProblem[]) {
    try {
      return this.disk.list(`${this.base}/${folder}`) ?? [];
    } catch (error) {
      problems.push({ file: folder, code: 'file_unreadable', why: faultText(error) });
      return [];
    }
  }
}

function readFrom(bytes: ConfigBytes): ReadResult {
  if (bytes === null) return { is: 'absent' };
  const text = decodeUtf8(bytes);
  return text === null ? unreadable('it is not UTF-8') : { is: 'text', text, bytes };
}

/** Returns false when no more files are taken. */
function take(path: string, found: { files: string[]; problems: ScanProblem[] }): boolean {
  if (found.files.length >= SCAN_FILES_MAX) {
    const why = `only ${SCAN_FILES_MAX} files are read below one folder`;
    found.problems.push({ file: path, code: 'file_unreadable', why });
    return false;
  }
  if (assetPath.safeParse(path).success) found.files.push(path);
  else found.problems.push({ file: path, code: 'path_misplaced', why: FILE_NAME_RULE });
  return true;
}

const FILE_NAME_RULE = 'a file name may only hold letters, digits, ".", "_" and "-"';

export function parseJson(text: string): JsonResult {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { ok: false, code: 'json_invalid', why: syntaxText(text, error) };
  }
  if (nestsDeeper(value, JSON_DEPTH_MAX)) {
    return {
      ok: false,
      code: 'json_invalid',
      why: `it nests deeper than ${JSON_DEPTH_MAX} levels`,
    };
  }
  return { ok: true, value };
}

/** What the parser says, with line and column, without a piece of the file. */
function syntaxText(text: string, error: unknown): string {
  if (!(error instanceof SyntaxError)) throw error;
  const [what = '', position] = error.message
    .replace(/, [^,]*"[\s\S]*" is not valid JSON$/, '')
    .split(/ (?:in JSON )?at position /);
  if (position === undefined) return `it is not JSON: ${what}`;
  const before = text.slice(0, Number.parseInt(position, 10)).split('\n');
  return `it is not JSON: ${what} at line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`;
}

/**
 * The digest of a JSON file covers what it says, not how it is laid out: whitespace and the order
 * of keys do not count.
 */
export function jsonDigest(hash: Hash, value: unknown): string {
  return hash.sha256(canonicalJson(value));
}

function nestsDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  return Object.values(value).some((item) => nestsDeeper(item, levels - 1));
}

function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function unreadable(why: string): ReadResult {
  return { is: 'bad', code: 'file_unreadable', why };
}

function tooLarge(): string {
  return `it is larger than ${FILE_SIZE_BYTES_MAX} bytes`;
}

function tooDeep(): string {
  return `folders are read ${SCAN_DEPTH_MAX} levels deep`;
}

/** The system's name of the fault, without the path of this machine. */
function faultText(error: unknown): string {
  if (isOfFile(error)) return `the disk says ${error.code}`;
  throw error;
}
