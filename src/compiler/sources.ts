import type { z } from 'zod';
import { type Family, family } from '../runtime/plan/index.ts';
import type { Hash } from '../runtime/ports/index.ts';
import { Catalog } from './catalog.ts';
import type { Report } from './diagnostics.ts';
import { type Files, jsonDigest, parseJson } from './files.ts';
import { reportIssues } from './schema-issues.ts';
import { type GraphSource, graphSource } from './source/graph.ts';
import { type ModeSource, modeSource } from './source/mode.ts';
import { type StageKindSource, stageKindSource } from './source/stage-kind.ts';

/** What a workspace declares. Managed files and its own are equal citizens: only the declared id counts. */
export interface Sources {
  readonly modes: Catalog<ModeSource>;
  readonly graphs: Catalog<GraphSource>;
  readonly kinds: Catalog<StageKindSource>;
  readonly families: Catalog<Family>;
}

export function loadSources(files: Files, hash: Hash, report: Report): Sources {
  const load = <T>(spec: CatalogSpec<T>): Catalog<T> => loadCatalog(files, hash, report, spec);
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

interface CatalogSpec<T> {
  readonly what: string;
  readonly folder: string;
  readonly idKey: string;
  readonly schema: z.ZodType<T>;
}

function loadCatalog<T>(files: Files, hash: Hash, report: Report, spec: CatalogSpec<T>) {
  const { schema } = spec;
  const catalog = new Catalog<T>(spec.what, schema, report);
  for (const file of scan(files, spec.folder, report)) {
    const raw = readJson(files, file, report);
    if (raw === undefined) continue;
    const parsed = schema.safeParse(raw);
    const issues = parsed.success ? [] : parsed.error.issues;
    const id = textAt(raw, spec.idKey);
    if (id === null) {
      reportIssues(report, { file, schema, value: raw, severity: 'error' }, issues);
      continue;
    }
    const value = parsed.success ? parsed.data : null;
    catalog.add({ id, file, sha256: jsonDigest(hash, raw), value, raw, issues });
  }
  return catalog;
}

function scan(files: Files, folder: string, report: Report): string[] {
  const { files: found, problems } = files.scan(folder);
  for (const { file, code, why } of problems) {
    report.add({
      code,
      severity: code === 'link_ignored' ? 'warning' : 'error',
      file,
      pointer: '',
      message: `This is not read: ${why}.`,
      next: 'Put a regular file with a plain name in its place, or move it elsewhere.',
    });
  }
  return found;
}

/** undefined = not usable, which is reported. */
function readJson(files: Files, file: string, report: Report): unknown {
  const read = files.read(file);
  if (read.is === 'absent') return undefined;
  const parsed =
    read.is === 'text'
      ? parseJson(read.text)
      : { ok: false as const, code: read.code, why: read.why };
  if (parsed.ok) return parsed.value;
  report.error(
    parsed.code,
    { file, pointer: '' },
    `The file cannot be used: ${parsed.why}.`,
    'Correct it, or move it elsewhere: what it declares is not known.',
  );
  return undefined;
}

function textAt(value: unknown, key: string): string | null {
  if (typeof value !== 'object' || value === null) return null;
  const found = Object.entries(value).find(([name]) => name === key)?.[1];
  return typeof found === 'string' ? found : null;
}
