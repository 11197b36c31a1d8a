import type { EarlierFiles } from './files.ts';

/** Files that are made anew from what is read. */
const MADE_ANEW = /^state\/(?:compiled_plan\.json|compile_diagnostics\.json|\w+_status\.md)$/;
/** Folders that hold what nobody has finished, in every family of every release. */
const OPEN: ReadonlySet<string> = new Set([
  ...['queue', 'incoming', 'active', 'blocked', 'pending', 'candidates'],
]);
const DEPTH_MAX = 40;
/** Of one folder; more of it are counted. */
const NAMED_MAX = 20;

/** What lies in one folder, and in the folders below it. */
interface Left {
  /** Files that nobody answers for. */
  readonly files: readonly string[];
  readonly folders: readonly Left[];
  readonly path: string;
  /** Whether nobody answers for anything in it. */
  readonly isWhole: boolean;
}

/**
 * Says all that nobody has read or named by now: each folder of which nothing was, with how much lies in
 * it, and each file of the others. Work that somebody waits for is said one by one.
 */
export function nameOthers(files: EarlierFiles): void {
  nameLeft(files, leftIn(files, '', 0));
}

function leftIn(files: EarlierFiles, path: string, depth: number): Left {
  const left: string[] = [];
  const folders: Left[] = [];
  let isWhole = path !== '' && !files.isAccounted(path);
  for (const { name, kind } of files.list(path)) {
    const below = path === '' ? name : `${path}/${name}`;
    if (kind === 'dir' && files.isAccounted(below)) continue;
    if (kind === 'dir' && depth < DEPTH_MAX) {
      const inner = leftIn(files, below, depth + 1);
      if (!inner.isWhole) isWhole = false;
      if (!inner.isWhole || countOf(inner) > 0) folders.push(inner);
    } else if (files.isAccounted(below) || MADE_ANEW.test(below)) isWhole = false;
    else if (kind === 'link' || kind === 'other') files.unknown(below, kind);
    else if (kind === 'dir') files.keep(below, 'lies too deep and is not read');
    else if (!files.isEmpty(below)) left.push(below);
  }
  return { files: left, folders, path, isWhole };
}

function countOf({ files, folders }: Left): number {
  return files.length + folders.reduce((sum, one) => sum + countOf(one), 0);
}

function nameLeft(files: EarlierFiles, left: Left): void {
  const count = countOf(left);
  if (count === 0 && left.isWhole) return;
  const [only] = left.folders;
  const isPassage = left.files.length === 0 && left.folders.length === 1;
  if (isPassage && only !== undefined) return nameLeft(files, only);
  if (left.isWhole && !holdsOpen(left)) return nameFolder(files, left.path, count);
  const isOpen = OPEN.has(left.path.slice(left.path.lastIndexOf('/') + 1));
  const shown = isOpen ? left.files : left.files.slice(0, NAMED_MAX);
  for (const path of shown)
    files.keep(path, isOpen && !path.endsWith('.jsonl') ? WORK : whatIs(path));
  const more = left.files.length - shown.length;
  if (more > 0) files.keep(left.path, `holds ${more} more files that nothing reads`);
  for (const folder of left.folders) nameLeft(files, folder);
}

const WORK =
  'is work that this mode has no place for: hand it over again with enqueue_idea, ' +
  'or set a mode that has it before the import';

function nameFolder(files: EarlierFiles, folder: string, count: number): void {
  const many = count === 1 ? '1 file' : `${count} files`;
  files.keep(
    folder,
    `holds ${many} ${isHistory(folder) ? 'of its history' : 'that nothing reads'}`,
  );
}

function holdsOpen({ path, files, folders }: Left): boolean {
  const isOpen = OPEN.has(path.slice(path.lastIndexOf('/') + 1));
  return (isOpen && files.length > 0) || folders.some(holdsOpen);
}

function whatIs(path: string): string {
  return isHistory(path) ? 'is history, which nothing reads' : 'is nothing that this release knows';
}

const HISTORY =
  /^(?:logs|diagnostics|arbiter\/diagnostics|state\/mailbox\/(?:processed|failed))(?:\/|$)/;

/** What the earlier program had noted for itself. */
function isHistory(path: string): boolean {
  return HISTORY.test(path) || path.endsWith('.jsonl');
}
