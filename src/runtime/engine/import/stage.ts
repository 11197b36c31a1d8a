import { dirname } from 'node:path';
import { isOpen } from '../../earlier/index.ts';
import { Blobs } from '../../journal/index.ts';
import { type Disk, makeFolders } from '../../ports/index.ts';
import {
  BACKUP,
  IMPORT_FILE,
  type ImportNote,
  type ImportPlaces,
  type InitInput,
  importNote,
  initWorkspace,
} from '../../workspace/index.ts';
import { NewJournal } from '../owner/new-journal.ts';
import type { Candidate, EnginePorts } from '../ports/engine-ports.ts';
import type { Conversion, Taken } from './convert.ts';
import { copyTree, put } from './copy-tree.ts';
import { CARRIED_FILES, type Sources } from './sources.ts';

const encoder = new TextEncoder();

/** What brings the assets of this release. */
export type Release = Pick<InitInput, 'shared' | 'assets' | 'version'>;

export interface Staging {
  readonly sources: Sources;
  readonly candidate: Candidate;
  readonly conversion: Conversion;
  /** Text of the config. */
  readonly config: string;
  /** Gives it the rights that it had. */
  readonly config_disk: Disk;
  readonly release: Release;
  /** Null = in place. */
  readonly from: string | null;
}

/**
 * Builds the whole new workspace where nobody looks for one. Everything of it is durable when this returns:
 * only the earlier workspace itself is still missing in it, unless that is copied.
 */
export function stage(ports: EnginePorts, places: ImportPlaces, staging: Staging): Taken {
  const { disk, hash, ids } = ports;
  const { staged } = places;
  const { sources, release } = staging;
  disk.remove(staged.root);
  disk.mkdir(staged.root);
  if (staging.from !== null) copyTree(sources.files, disk, staged.at(BACKUP));
  put(staging.config_disk, staged.config, encoder.encode(staging.config));
  carry(release.shared, disk, staging, staged.at);
  const { shared, assets, version } = release;
  initWorkspace({ disk, shared, hash, ids, root: staged.root, assets, version, mode: null });
  const taken = fill(ports, places, staging);
  const note: ImportNote = {
    schema_version: '1.0',
    kind: 'workspace_import',
    release: sources.release.name,
    from: staging.from,
    imported_at: new Date(ports.clock.now()).toISOString(),
  };
  put(disk, staged.at(IMPORT_FILE), text(importNote.parse(note)));
  disk.syncDir(staged.runtime);
  disk.syncDir(staged.root);
  return taken;
}

function carry(shared: Disk, disk: Disk, { sources }: Staging, at: (path: string) => string): void {
  const { files, assets, unread, carried } = sources;
  for (const { to, bytes } of assets) put(shared, at(to), bytes);
  for (const { family, stem, bytes } of unread.filter(isOpen))
    put(disk, at(`${family.folder}/${family.states.queue}/${stem}.md`), bytes);
  for (const path of carried) {
    const read = files.read(path);
    if (read.is === 'bytes')
      put(CARRIED_FILES.includes(path) ? shared : disk, at(path), read.bytes);
  }
}

function fill(ports: EnginePorts, { staged }: ImportPlaces, staging: Staging): Taken {
  const { candidate, conversion } = staging;
  const { json, contents } = candidate;
  const blobs = new Blobs(ports, staged.blobs);
  const batch = [...contents].map(([sha256, bytes]) => ({ sha256, bytes }));
  blobs.putAll([...batch, { sha256: ports.hash.sha256(json), bytes: encoder.encode(json) }]);
  const journal = new NewJournal(ports, staged.journal, 'import', blobs);
  const taken = conversion.write(journal);
  // Without a promise that it lasts: the first owner looks at each, and makes it right.
  const folders = new Set<string>();
  for (const [path, bytes] of conversion.places(journal.state)) {
    const folder = dirname(staged.at(path));
    if (!folders.has(folder)) makeFolders(ports.disk, folder);
    folders.add(folder);
    ports.disk.write(staged.at(path), bytes);
  }
  journal.close(true);
  return taken;
}

function text(value: unknown): Uint8Array {
  return encoder.encode(`${JSON.stringify(value, null, 2)}\n`);
}
