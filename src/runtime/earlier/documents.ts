import {
  BY_HAND,
  decodeDocument,
  fillTemplate,
  parseDocument,
  timeText,
  type WorkDocument,
} from '../documents/index.ts';
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
  /** As it came, where it was work that nobody had taken up yet. */
  readonly handed_over?: string;
}

/** Whether somebody waits for what lies there. */
export function isOpen({ lies }: { readonly lies: Lies }): boolean {
  return lies === 'queue' || lies === 'active' || lies === 'blocked';
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

const OTHER_VALUES =
  'has times or choices in a form that this release does not have, and has those of this one';

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
    const found = placesOf(files, family).flatMap((place) => readOne(files, place));
    const readable = found.flatMap((one) => ('document' in one ? [one] : []));
    const own = distinct(files, readable, ({ document }) => document.id);
    const others = found.flatMap((one) => ('document' in one ? [] : [one]));
    const { lone, done } = damaged(files, others, own);
    for (const one of own) {
      const torn = done.get(one.document.id);
      if (torn !== undefined) files.change(one.path, `counts as done: ${torn} says so`);
      read.push(torn === undefined ? one : { ...one, lies: 'done' });
    }
    unread.push(...distinct(files, lone, ({ stem }) => stem));
  }
  return { read, unread };
}

/** The first under each id; the others are findings. */
function distinct<T extends Place>(
  files: EarlierFiles,
  all: readonly T[],
  idOf: (one: T) => string,
): T[] {
  const taken = new Map<string, string>();
  return all.filter((one) => {
    const other = taken.get(idOf(one));
    if (other !== undefined) files.keep(one.path, `has the id of ${other}, which is taken`);
    else taken.set(idOf(one), one.path);
    return other === undefined;
  });
}

/** Of one id that can be read elsewhere a damaged file only says how far that is. */
function damaged(
  files: EarlierFiles,
  unread: readonly UnreadDocument[],
  read: readonly EarlierDocument[],
): { readonly lone: readonly UnreadDocument[]; readonly done: ReadonlyMap<string, string> } {
  const paths = new Map(read.map(({ document, path }) => [document.id, path]));
  const done = new Map<string, string>();
  const lone = unread.filter(({ stem, lies, path }) => {
    const twin = paths.get(stem);
    if (twin === undefined) return true;
    if (lies === 'done') done.set(stem, path);
    files.keep(path, `is no valid document, and ${twin} has its id`);
    return false;
  });
  return { lone, done };
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
  if (kind === 'file' && name.endsWith('.md')) {
    files.count('documents');
    places.push({ family, lies, path });
  } else if (kind === 'link') files.unknown(path, kind);
  else if (/\.invalid(?:\.\d+)?$/.test(name)) files.keep(path, PUT_ASIDE);
  else if (kind !== 'file' || !/\.jsonl$/.test(name)) files.keep(path, 'is no work document');
}

const PUT_ASIDE =
  'had been put aside as invalid: mend its text and hand it over, if it is still meant';

function readOne(files: EarlierFiles, place: Place): (EarlierDocument | UnreadDocument)[] {
  const { path } = place;
  const file = files.read(path);
  if (file.is !== 'bytes') {
    files.keep(path, file.is === 'bad' ? file.why : 'went away while it was read');
    return [];
  }
  const { bytes } = file;
  const decoded = decodeDocument(bytes);
  if (!decoded.ok) return [{ ...place, stem: stemOf(path), bytes, problems: [decoded.problem] }];
  const found = readAs(place, decoded.text);
  if (!('document' in found)) return [{ ...found, bytes }];
  if (found.text !== decoded.text) files.change(path, OTHER_VALUES);
  return [found];
}

/** A text as the document of a place. */
export function readAs(
  place: Place,
  given: string,
): EarlierDocument | Omit<UnreadDocument, 'bytes'> {
  const stem = stemOf(place.path);
  const text = asOfNow(given, place.family);
  const parsed = parseDocument(text, place.family);
  if (!parsed.ok)
    return { ...place, stem, problems: parsed.problems.map(({ message }) => message) };
  const { document } = parsed;
  // Documents that were put away carry their time behind their id.
  if (document.id === stem || stem.startsWith(`${document.id}.`))
    return { ...place, document, text };
  return {
    ...place,
    stem,
    problems: [`Its id is ${document.id}, and its file is named ${stem}.md.`],
  };
}

const SECONDS = /^\d{9,11}(?:\.\d+)?$/;
const FIELD = /^([A-Za-z][A-Za-z-]*):[ \t]*(\S+)[ \t]*\r?$/gm;

/** Values that those releases took and this one does not: seconds as a time, choices of a later release. */
function asOfNow(text: string, { scalars }: Family): string {
  const fields = new Map(scalars.map((field) => [field.label, field]));
  return text.replace(FIELD, (line, label: string, value: string) => {
    const field = fields.get(label);
    if (field?.type === 'time' && SECONDS.test(value))
      return `${label}: ${timeText(Number(value) * 1000)}`;
    if (field?.type !== 'choice' || field.choices?.includes(value.toLowerCase())) return line;
    if (field.intake === undefined) return field.required ? line : '';
    return `${label}: ${fillTemplate(field.intake, { origin: BY_HAND })}`;
  });
}

function stemOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1, -'.md'.length);
}
