/**
 * Skills that somebody else offers, by an index that the config names and pins. Contract: nothing is given
 * back whose digest was not compared, and nothing of the workspace is written.
 */

import type { IndexedSkillView, IndexView } from '../../product/backend.ts';
import type { SkillText } from '../../runtime/api/index.ts';
import { MillraceError } from '../../runtime/errors/errors.ts';
import type { Disk, Hash } from '../../runtime/ports/index.ts';
import {
  type IndexedSkill,
  indexChanges,
  readSkillIndex,
  type SkillIndex,
} from '../../runtime/skills/index.ts';
import { DigestCache } from './cache.ts';
import { type Place, type PlacePorts, placeOf } from './place.ts';
import { exactText } from './text.ts';

/** For the index and all files of a skill together. */
const ALL_TIMEOUT_MS = 60_000;
const IDS_SHOWN_MAX = 12;
const DIGEST_SHOWN = 12;
const ID_SHOWN_MAX = 60;

export interface IndexPorts extends PlacePorts {
  readonly disk: Disk;
  readonly hash: Hash;
  /** Absolute path of the folder where what was downloaded is kept. */
  readonly cache: string;
}

/** As `[skills]` says it. */
export interface NamedIndex {
  readonly index?: string | undefined;
  readonly index_sha256?: string | undefined;
}

export class IndexSource {
  private readonly cache: DigestCache;
  private readonly place: Place;
  private readonly pin: string | null;

  constructor(
    private readonly ports: IndexPorts,
    root: string,
    { index, index_sha256 }: NamedIndex,
  ) {
    if (index === undefined) throw noIndex();
    this.cache = new DigestCache(ports, ports.cache);
    this.place = placeOf(ports, root, index);
    this.pin = index_sha256 ?? null;
  }

  /** Throws `skill_index_refused` for one that is not the pinned one. */
  async read(signal: AbortSignal): Promise<IndexView> {
    const { bytes, note } = await this.bytes(signal);
    const sha256 = this.ports.hash.sha256(bytes);
    const index = readSkillIndex(bytes);
    if (!isIndex(index)) throw malformed(this.place.name, index);
    if (this.pin === null) throw notPinned(this.place.name, sha256, index);
    if (sha256 !== this.pin) throw changed(this.place.name, sha256, this.pinnedChanges(index));
    this.cache.keep(sha256, bytes);
    const source = `${this.place.name} (index ${sha256.slice(0, DIGEST_SHOWN)})`;
    return { source: source.slice(-SOURCE_LENGTH_MAX), skills: index.skills, note };
  }

  /** All texts of a skill of the index, each compared with its digest. */
  async skill(id: string, signal: AbortSignal): Promise<IndexedSkillView> {
    const bounded = AbortSignal.any([signal, AbortSignal.timeout(ALL_TIMEOUT_MS)]);
    const { source, note, skills } = await this.read(bounded);
    const skill = skills.find((one) => one.id === id);
    if (skill === undefined) throw notListed(id, source);
    const files: SkillText[] = [];
    for (const file of skill.files) files.push(await this.text(id, file, bounded));
    return { source, note, files };
  }

  private async text(
    id: string,
    { path, size_bytes, sha256 }: IndexedSkill['files'][number],
    signal: AbortSignal,
  ) {
    const kept = this.cache.read(sha256);
    const bytes = kept ?? (await this.place.file(`${id}/${path}`, size_bytes, signal));
    const now = this.ports.hash.sha256(bytes);
    if (bytes.length !== size_bytes || now !== sha256) {
      throw otherFile(
        `${id}/${path}`,
        { size_bytes, sha256 },
        { size_bytes: bytes.length, sha256: now },
      );
    }
    const text = exactText(bytes);
    if (text === null) throw malformed(`${id}/${path}`, ['it is no UTF-8 text']);
    if (kept === null && !this.place.is_local) this.cache.keep(sha256, bytes);
    return { path, text };
  }

  /** A copy of the pinned index stands in for a place that cannot be reached. */
  private async bytes(signal: AbortSignal): Promise<{ bytes: Uint8Array; note: string | null }> {
    try {
      return { bytes: await this.place.index(signal), note: null };
    } catch (thrown) {
      const kept = this.pin === null || this.place.is_local ? null : this.cache.read(this.pin);
      if (kept === null || signal.aborted) throw thrown;
      return {
        bytes: kept,
        note: `${this.place.name} could not be reached: this is the copy kept here`,
      };
    }
  }

  /** null = the pinned one is not known. */
  private pinnedChanges(now: SkillIndex): readonly string[] | null {
    const kept = this.pin === null ? null : this.cache.read(this.pin);
    const before = kept === null ? null : readSkillIndex(kept);
    return before !== null && isIndex(before) ? indexChanges(before, now) : null;
  }
}

/** As a record takes it. */
const SOURCE_LENGTH_MAX = 500;

function isIndex(read: ReturnType<typeof readSkillIndex>): read is SkillIndex {
  return 'skills' in read;
}

function refused(what: string, expected: string, next: string): MillraceError {
  return new MillraceError('skill_index_refused', {
    what: `${what}; nothing was changed`,
    expected,
    next,
  });
}

function noIndex(): MillraceError {
  return new MillraceError('config_invalid', {
    what: 'No index of skills is named',
    expected: 'index and index_sha256 in [skills] of millrace.toml',
    next: 'Name the index that the user trusts there; a folder or an archive is installed by its path.',
  });
}

function notListed(id: string, source: string): MillraceError {
  return new MillraceError('input_invalid', {
    what: `${source} lists no skill ${JSON.stringify(id.slice(0, ID_SHOWN_MAX))}`,
    expected: 'the id of a skill of the index',
    next: 'Call skills_refresh, which lists what it has.',
  });
}

function malformed(name: string, problems: readonly string[]): MillraceError {
  return refused(
    `${name} cannot be used: ${problems.join('; ')}`,
    'an index as millrace skills export --shelf writes one',
    'Tell whoever offers it. It works when it is mended and pinned anew.',
  );
}

function notPinned(name: string, sha256: string, { skills }: SkillIndex): MillraceError {
  const ids = skills.slice(0, IDS_SHOWN_MAX).map(({ id }) => id);
  const more = skills.length > ids.length ? ` and ${skills.length - ids.length} more` : '';
  return refused(
    `The index ${name} is not pinned; it lists ${ids.join(', ') || 'nothing'}${more}`,
    'index_sha256 in [skills] of millrace.toml',
    `When the user trusts it, put index_sha256 = "${sha256}" there, then call again.`,
  );
}

function changed(name: string, sha256: string, changes: readonly string[] | null): MillraceError {
  const what =
    changes === null
      ? 'the pinned one was never read here, so what differs is not known'
      : changes.join('; ');
  return refused(
    `The index ${name} is another one than the pinned one: ${what || 'only its bytes differ'}`,
    'the index of index_sha256 in [skills] of millrace.toml',
    `When the user wants the new one, put index_sha256 = "${sha256}" there, then call again.`,
  );
}

interface Digest {
  readonly size_bytes: number;
  readonly sha256: string;
}

function otherFile(path: string, listed: Digest, found: Digest): MillraceError {
  const shown = ({ size_bytes, sha256 }: Digest) =>
    `${size_bytes} bytes, SHA-256 ${sha256.slice(0, DIGEST_SHOWN)}`;
  return refused(
    `${path} is not the file that the index lists: it has ${shown(found)}`,
    shown(listed),
    'Tell whoever offers it; call again when index and files agree.',
  );
}
