import { z } from 'zod';
import { type Family, family } from '../runtime/plan/index.ts';
import type { Hash } from '../runtime/ports/index.ts';
import { Catalog, type CatalogSpec, type UnreadFile } from './catalog.ts';
import { pointer, quote, type Report } from './diagnostics.ts';
import { type GraphSource, graphSource } from './source/graph.ts';
import { type ModeSource, modeSource } from './source/mode.ts';
import { type StageKindSource, stageKindSource } from './source/stage-kind.ts';
import { type Files, jsonDigest, parseJson } from './support/files.ts';

/** What a workspace declares. Managed files and its own are equal citizens: only the declared id counts. */
export interface Sources {
  readonly modes: Catalog<ModeSource>;
  readonly graphs: Catalog<GraphSource>;
  readonly kinds: Catalog<StageKindSource>;
  readonly families: Catalog<Family>;
}

export function loadSources(files: Files, hash: Hash, report: Report): Sources {
  let managed: ReadonlySet<string> | null = null;
  const isManaged = (file: string) => {
    managed ??= managedFiles(files);
    return managed.has(file);
  };
  const load = <T>(kind: Kind<T>): Catalog<T> =>
    loadCatalog(files, hash, report, { ...kind, isManaged });
  return {
    modes: load({ what: 'mode', folder: 'modes', idKey: 'mode_id', schema: modeSource }),
    graphs: load({ what: 'loop', folder: 'graphs', idKey: 'loop_id', schema: graphSource }),
    kinds: load({
      what: 'stage kind',
      folder: 'registry/stage_kinds',
      idKey: 'stage_kind_id',
      schema: stageKindSource,
    }),
    families: load({ what: 'family', folder: 'families', idKey: 'family_id', schema: family }),
  };
}

interface Kind<T> {
  readonly what: string;
  readonly folder: string;
  readonly idKey: string;
  readonly schema: z.ZodType<T>;
}

function loadCatalog<T>(files: Files, hash: Hash, report: Report, kind: Kind<T> & CatalogSpec<T>) {
  const { schema, folder, idKey } = kind;
  const catalog = new Catalog<T>(kind, report);
  const { files: found, problems } = files.scan(folder);
  for (const { file, code, why } of problems) {
    const next = 'Put a regular file with a plain name in its place, or move it elsewhere.';
    catalog.addUnread({ file, pointer: '', code, message: `This is not read: ${why}.`, next });
  }
  for (const file of found) {
    const read = readJson(files, file);
    if (read.is === 'absent') continue;
    if (read.is === 'bad') {
      catalog.addUnread({ file, ...read.problem });
      continue;
    }
    const id = textAt(read.value, idKey);
    if (id === null) {
      catalog.addUnread({ file, ...withoutId(idKey) });
      continue;
    }
    const raw = read.value;
    const parsed = schema.safeParse(raw);
    const issues = parsed.success ? [] : parsed.error.issues;
    const value = parsed.success ? parsed.data : null;
    catalog.add({ id, file, sha256: jsonDigest(hash, raw), value, raw, issues });
  }
  return catalog;
}

type Problem = Omit<UnreadFile, 'file'>;
type JsonFile =
  | { readonly is: 'value'; readonly value: unknown }
  | { readonly is: 'absent' }
  | { readonly is: 'bad'; readonly problem: Problem };

function readJson(files: Files, file: string): JsonFile {
  const read = files.read(file);
  if (read.is === 'absent') return read;
  const parsed = read.is === 'text' ? parseJson(read.text) : { ok: false as const, ...read };
  if (parsed.ok) return { is: 'value', value: parsed.value };
  const message = `The file cannot be used: ${parsed.why}.`;
  const next = 'Correct it, or move it elsewhere: what it declares is not known.';
  return { is: 'bad', problem: { pointer: '', code: parsed.code, message, next } };
}

function withoutId(key: string): Problem {
  const message = `The value of ${quote(key)} is missing.`;
  return {
    pointer: pointer(key),
    code: 'value_invalid',
    message,
    next: 'Add it: expected string.',
  };
}

/** Written by `init`: the files that came with the release. */
const MANIFEST = 'state/baseline_manifest.json';
const manifest = z.object({ entries: z.array(z.object({ relative_path: z.string() })) });

/** Without a usable manifest none is known to be managed. */
function managedFiles(files: Files): ReadonlySet<string> {
  const read = readJson(files, MANIFEST);
  const parsed = manifest.safeParse(read.is === 'value' ? read.value : null);
  return new Set(parsed.success ? parsed.data.entries.map((entry) => entry.relative_path) : []);
}

function textAt(value: unknown, key: string): string | null {
  if (typeof value !== 'object' || value === null) return null;
  const found = Object.entries(value).find(([name]) => name === key)?.[1];
  return typeof found === 'string' ? found : null;
}
