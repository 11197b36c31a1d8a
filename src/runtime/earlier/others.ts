import type { EarlierFiles } from './files.ts';

/** Folders and files that are read elsewhere, or that are made anew from what is. */
const KNOWN: ReadonlySet<string> = new Set([
  ...['entrypoints', 'graphs', 'loops', 'modes', 'registry', 'runs', 'skills'],
  ...['logs', 'state', 'millrace.toml', 'historylog.md', 'outline.md'],
]);
/** Likewise, of `state`. */
const KNOWN_STATE: ReadonlySet<string> = new Set([
  ...['baseline_manifest.json', 'compile_diagnostics.json', 'compiled_plan.json', 'mailbox'],
  ...['recovery_counters.json', 'runtime_daemon.lock.json', 'runtime_snapshot.json'],
  ...['usage_governance_ledger.jsonl', 'usage_governance_state.json'],
]);
const FILES_COUNTED_MAX = 100_000;

/** What nothing takes: each folder with how much lies in it, so that nothing is dropped without a word. */
export function nameOthers(files: EarlierFiles, taken: ReadonlySet<string>): void {
  for (const { name, kind } of files.list('')) {
    if (KNOWN.has(name)) continue;
    const isFamily = [...taken].some((folder) => folder === name || folder.startsWith(`${name}/`));
    if (kind === 'dir') nameFolder(files, name, isFamily ? taken : new Set());
    else files.unknown(name, kind);
  }
  for (const { name, kind } of files.list('state')) {
    if (KNOWN_STATE.has(name) || /_status\.md$/.test(name)) continue;
    if (kind === 'dir') nameFolder(files, `state/${name}`, new Set());
    else files.unknown(`state/${name}`, kind);
  }
}

function nameFolder(files: EarlierFiles, folder: string, taken: ReadonlySet<string>): void {
  if (taken.has(folder)) return;
  const isAbove = [...taken].some((one) => one.startsWith(`${folder}/`));
  if (isAbove) {
    for (const { name, kind } of files.list(folder)) {
      if (kind === 'dir') nameFolder(files, `${folder}/${name}`, taken);
      else if (!isEmpty(files, `${folder}/${name}`)) files.keep(`${folder}/${name}`, 'is not read');
    }
    return;
  }
  const count = countBelow(files, folder, FILES_COUNTED_MAX);
  if (count > 0)
    files.keep(folder, `holds ${count === 1 ? '1 file' : `${count} files`} that nothing reads`);
}

function countBelow(files: EarlierFiles, folder: string, max: number): number {
  let count = 0;
  for (const { name, kind } of files.list(folder)) {
    if (count >= max) return count;
    const path = `${folder}/${name}`;
    if (kind === 'dir') count += countBelow(files, path, max - count);
    else if (!isEmpty(files, path)) count += 1;
  }
  return count;
}

function isEmpty(files: EarlierFiles, path: string): boolean {
  const read = files.read(path);
  return read.is === 'bytes' && read.bytes.length === 0;
}
