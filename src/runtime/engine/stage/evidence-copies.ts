import { parseDocument } from '../../documents/index.ts';
import type { PlanIndex, Run, State } from '../../kernel/index.ts';
import { type Family, publishFolders, RUNTIME_FOLDER } from '../../plan/index.ts';
import type { Disk } from '../../ports/index.ts';
import type { Layout } from '../../workspace/index.ts';

/** Files that one stage gets, and how much of each: of a longer one its end. */
const COPIES_MAX = 12;
const COPY_SIZE_BYTES_MAX = 128 * 1024;

/** Where evidence is looked for, and what a stage will find in its own folder. */
export interface EvidenceSource {
  readonly disk: Disk;
  readonly layout: Layout;
  readonly index: PlanIndex;
  readonly state: State;
  readonly run: Run;
  /** Absolute path of the stage's `in/`. */
  readonly inputs: string;
}

/**
 * Copies of what a document names as evidence, by their path below `in/`, with an index that says which
 * is which. Only files of a run of the same lineage and published artifacts are taken, so that no
 * document can have anything else read.
 */
export function evidenceCopies(
  source: EvidenceSource,
  text: string,
  family: Family,
): ReadonlyMap<string, string> {
  const places = placesOf(source);
  // Most documents name none, and every stage comes by here.
  if (!places.some((place) => text.includes(place))) return new Map();
  const named = pathsIn(text, family).filter(
    (path) => places.some((place) => path.startsWith(place)) && isOfLineage(source, path),
  );
  const files = new Map<string, string>();
  const rows = named.slice(0, COPIES_MAX).map((path, at) => {
    const copy = tailOf(source, path);
    if (copy === null) return `- \`${path}\` is not kept any more`;
    const number = String(at + 1).padStart(2, '0');
    const name = `evidence/${number}-${path.slice(path.lastIndexOf('/') + 1)}`;
    files.set(name, copy.text);
    const part = copy.isWhole ? '' : `, the last ${COPY_SIZE_BYTES_MAX / 1024} KiB of it`;
    return `- \`${path}\` is \`${source.inputs}/${name}\`${part}`;
  });
  if (rows.length === 0) return files;
  const more = named.length - rows.length;
  const rest = more > 0 ? [`- ${more} more are named and not copied`] : [];
  const head = '# Evidence that the work item names';
  return files.set('evidence/index.md', `${head}\n\n${[...rows, ...rest].join('\n')}\n`);
}

/** List items that are a path below the runtime folder and nothing else. */
function pathsIn(text: string, family: Family): string[] {
  const parsed = parseDocument(text, family);
  const items = parsed.ok ? Object.values(parsed.document.lists).flat() : [];
  const paths = items.map((item) => item.replace(/^`(.*)`$/, '$1').replace(PREFIX, ''));
  return [...new Set(paths.filter((path) => PATH.test(path) && !path.includes('..')))];
}

const PREFIX = `${RUNTIME_FOLDER}/`;
const PATH = /^[\w-][\w.-]*(?:\/[\w-][\w.-]*)+$/;

/** Of the folders of runs only those of the same lineage; what is published is for all. */
function isOfLineage(source: EvidenceSource, path: string): boolean {
  if (!path.startsWith(runsOf(source))) return true;
  const { state, run } = source;
  const id = path.split('/')[1] ?? '';
  const root = (state.runs.get(id) ?? state.finished.get(id))?.root ?? null;
  return root !== null && root === run.root;
}

/** Folders of evidence: those of the runs, and those in which the stages of the plan publish. */
function placesOf(source: EvidenceSource): string[] {
  const published = publishFolders(source.index.plan.graphs_by_plane);
  return [...new Set([runsOf(source), ...published.map((folder) => `${folder}/`)])];
}

function runsOf({ layout }: EvidenceSource): string {
  return `${layout.runs.slice(layout.runtime.length + 1)}/`;
}

/** Null when there is no such file of ours: a link on the way leads elsewhere. */
function tailOf({ disk, layout }: EvidenceSource, path: string) {
  const parts = path.split('/');
  const above = parts.slice(0, -1).map((_, at) => parts.slice(0, at + 1).join('/'));
  if (above.some((folder) => disk.stat(layout.at(folder))?.kind !== 'dir')) return null;
  const stat = disk.stat(layout.at(path));
  if (stat?.kind !== 'file') return null;
  const from = Math.max(0, stat.size_bytes - COPY_SIZE_BYTES_MAX);
  const file = disk.open(layout.at(path), 'read');
  try {
    const bytes = file.read(from, COPY_SIZE_BYTES_MAX);
    return { text: new TextDecoder().decode(bytes), isWhole: from === 0 };
  } finally {
    file.close();
  }
}
