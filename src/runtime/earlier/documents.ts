import { decodeDocument, parseDocument, type WorkDocument } from '../documents/index.ts';
import type { Family } from '../plan/index.ts';
import type { EarlierFiles } from './files.ts';

/** Where a document lay. `active`: a run had it, or the run was lost. */
export type Lies = 'done' | 'superseded' | 'withdrawn' | 'blocked' | 'active' | 'queue';

interface Place {
  readonly family: Family;
  readonly lies: Lies;
  /** Below the runtime folder. */
  readonly path: string;
}

export interface EarlierDocument extends Place {
  readonly document: WorkDocument;
  /** The text of its file. */
  readonly text: string;
}

/** One that is no document of its family; it still may be work that somebody waits for. */
export interface UnreadDocument extends Place {
  readonly stem: string;
  readonly bytes: Uint8Array;
  readonly problems: readonly string[];
}

export interface EarlierDocuments {
  readonly read: readonly EarlierDocument[];
  readonly unread: readonly UnreadDocument[];
}

/** Of two documents with one id the first of these counts: what is done is not done again. */
const ORDER: readonly Lies[] = ['done', 'superseded', 'withdrawn', 'active', 'blocked', 'queue'];

/** Folders in which operators put documents away, by the state that those have here. */
const PUT_AWAY: Readonly<Record<string, Lies>> = {
  superseded: 'superseded',
  cancelled: 'withdrawn',
  operator: 'done',
};

/** All documents of the families of a plan, each once, and what else lies in their folders as findings. */
export function documentsIn(files: EarlierFiles, families: readonly Family[]): EarlierDocuments {
  const read: EarlierDocument[] = [];
  const unread: UnreadDocument[] = [];
  for (const family of families) {
    const taken = new Map<string, string>();
    for (const place of placesOf(files, family)) {
      const found = readOne(files, place);
      if (found === null) continue;
      const id = 'document' in found ? found.document.id : found.stem;
      const other = taken.get(id);
      if (other !== undefined) {
        files.keep(place.path, `has the id of ${other}, which is taken`);
        continue;
      }
      taken.set(id, place.path);
      if ('document' in found) read.push(found);
      else unread.push(found);
    }
  }
  return { read, unread };
}

function placesOf(files: EarlierFiles, family: Family): Place[] {
  const places: Place[] = [];
  const { folder, states } = family;
  for (const lies of ['done', 'blocked', 'active', 'queue'] as const) {
    const below = `${folder}/${states[lies]}`;
    for (const { name, kind } of files.list(below)) {
      const path = `${below}/${name}`;
      const away = kind === 'dir' ? PUT_AWAY[name] : undefined;
      if (away !== undefined) {
        for (const one of files.list(path)) add(files, places, family, away, path, one);
      } else add(files, places, family, lies, below, { name, kind });
    }
  }
  return places.sort((one, other) => ORDER.indexOf(one.lies) - ORDER.indexOf(other.lies));
}

type Entry = ReturnType<EarlierFiles['list']>[number];

function add(
  files: EarlierFiles,
  places: Place[],
  family: Family,
  lies: Lies,
  folder: string,
  { name, kind }: Entry,
): void {
  const path = `${folder}/${name}`;
  if (kind === 'file' && name.endsWith('.md')) places.push({ family, lies, path });
  else if (kind === 'link') files.unknown(path, kind);
  else if (/\.invalid(?:\.\d+)?$/.test(name)) files.keep(path, 'had been put aside as invalid');
  else if (kind !== 'file' || !/\.jsonl$/.test(name)) files.keep(path, 'is no work document');
}

function readOne(files: EarlierFiles, place: Place): EarlierDocument | UnreadDocument | null {
  const file = files.read(place.path);
  if (file.is !== 'bytes') {
    files.keep(place.path, file.is === 'bad' ? file.why : 'went away while it was read');
    return null;
  }
  const decoded = decodeDocument(file.bytes);
  const stem = stemOf(place.path);
  const unread = (problems: readonly string[]) => ({ ...place, stem, bytes: file.bytes, problems });
  if (!decoded.ok) return unread([decoded.problem]);
  const parsed = parseDocument(decoded.text, place.family);
  if (!parsed.ok) return unread(parsed.problems.map(({ message }) => message));
  const { document } = parsed;
  // Documents that were put away carry their time behind their id.
  if (document.id === stem || stem.startsWith(`${document.id}.`)) {
    return { ...place, document, text: decoded.text };
  }
  return unread([`Its id is ${document.id}, and its file is named ${stem}.md.`]);
}

function stemOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1, -'.md'.length);
}
