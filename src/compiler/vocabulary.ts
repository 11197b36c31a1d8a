import { RUNTIME_FOLDER, type VocabularyFile, vocabularyFile } from '../runtime/plan/index.ts';
import type { Disk } from '../runtime/ports/index.ts';
import { Report } from './diagnostics.ts';
import { reportIssues } from './schema-issues.ts';
import { Files, parseJson } from './support/files.ts';

/** Below the assets of the package and below `millrace-agents/` of a workspace. */
const FOLDER = 'vocabulary';

export interface ReadVocabulary {
  /** Those of the package, then the workspace's own. */
  readonly files: readonly VocabularyFile[];
  /** What is wrong with the workspace's own, one line for each. */
  readonly problems: readonly string[];
}

/** How people name the parts of a document. A file of the workspace that is broken is left out. */
export function readVocabulary(input: {
  readonly disk: Disk;
  readonly root: string;
  /** Absolute path of the package's assets. */
  readonly assets: string;
}): ReadVocabulary {
  const report = new Report();
  const own = ownVocabulary(new Files(input.disk, input.root), report);
  const problems = report
    .list()
    .map(({ file, message }) => `${RUNTIME_FOLDER}/${file} is not read. ${message}`);
  const shipped = shippedVocabulary(input.disk, input.assets);
  return { files: own.length === 0 ? shipped : [...shipped, ...own], problems };
}

/** No plan depends on it, so what is wrong is a warning. */
export function ownVocabulary(files: Files, report: Report): VocabularyFile[] {
  const { files: found, problems } = files.scan(FOLDER);
  for (const { file, code, why } of problems) {
    const next = 'Put a regular file with a plain name in its place, or move it elsewhere.';
    report.add({ ...place(file), code, message: `This is not read: ${why}.`, next });
  }
  return found.flatMap((file) => ownFile(files, file, report));
}

function ownFile(files: Files, file: string, report: Report): VocabularyFile[] {
  const read = files.read(file);
  if (read.is === 'absent') return [];
  const json = read.is === 'text' ? parseJson(read.text) : { ok: false as const, ...read };
  if (!json.ok) {
    const { code, why } = json;
    const next = 'Correct it, or move it elsewhere: documents are read without it.';
    report.add({ ...place(file), code, message: `The file cannot be used: ${why}.`, next });
    return [];
  }
  const parsed = vocabularyFile.safeParse(json.value);
  if (parsed.success) return [parsed.data];
  const source = { ...place(file), schema: vocabularyFile, value: json.value };
  reportIssues(report, source, parsed.error.issues);
  return [];
}

function place(file: string) {
  return { file, pointer: '', severity: 'warning' as const };
}

/** The package does not change while a process runs. */
const shippedBy = new WeakMap<Disk, readonly VocabularyFile[]>();

function shippedVocabulary(disk: Disk, assets: string): readonly VocabularyFile[] {
  const known = shippedBy.get(disk);
  if (known !== undefined) return known;
  const files = filesBelow(disk, assets);
  shippedBy.set(disk, files);
  return files;
}

function filesBelow(disk: Disk, assets: string): VocabularyFile[] {
  const folder = `${assets}/${FOLDER}`;
  return (disk.list(folder) ?? []).flatMap(({ name }) => {
    const bytes = name.endsWith('.json') ? disk.read(`${folder}/${name}`) : null;
    if (bytes === null) return [];
    const read = parseJson(new TextDecoder().decode(bytes));
    return [vocabularyFile.parse(read.ok ? read.value : null)];
  });
}
