/**
 * The files of the ideas inbox, which lies outside of the runtime folder and belongs to whoever puts
 * something there: it is only read. A file counts once it was seen twice, as long apart as the config
 * says, with the same size, time and bytes; the clock of the wall decides nothing.
 */

import { DOCUMENT_SIZE_BYTES_MAX } from '../../documents/index.ts';
import type { KnownIdea, State } from '../../kernel/index.ts';
import { type DirEntry, DiskFault } from '../../ports/index.ts';
import { KIND_WORDS } from '../../workspace/index.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import { readHead } from '../ports/read-head.ts';

/** Below the root of the workspace. */
export const IDEAS = 'ideas/inbox';
/** More files are not looked at: each look asks for the size of each. */
const FILES_MAX = 2000;

type Ports = Pick<EnginePorts, 'clock' | 'disk' | 'hash'>;

/** What is new of a file. */
export type IdeaNews = { readonly path: string } & (
  | { readonly is: 'text'; readonly sha256: string; readonly bytes: Uint8Array }
  | { readonly is: 'refused'; readonly why: string }
  | { readonly is: 'gone' }
);

interface Seen {
  readonly stamp: string;
  readonly sha256: string;
  /** Monotonic. */
  readonly since_ms: number;
}

export class IdeaFiles {
  /** A file is not complete yet, or may be gone: another look is due. */
  waits = false;
  private readonly seen = new Map<string, Seen>();
  /** Path of a file that is not there -> since when, monotonic. */
  private readonly missing = new Map<string, number>();

  constructor(
    private readonly ports: Ports,
    private readonly root: string,
  ) {}

  /** Changes when a file came, went or was written to. */
  fingerprint(): string {
    const { disk } = this.ports;
    if (disk.stat(this.at(IDEAS))?.kind !== 'dir') return 'none';
    return this.names()
      .slice(0, FILES_MAX)
      .map(({ name }) => this.stamp(`${IDEAS}/${name}`))
      .join('\n');
  }

  /** All that differs from what is known, once it is certain. */
  look({ ideas }: Pick<State, 'ideas'>, debounce_ms: number): IdeaNews[] {
    this.waits = false;
    const refused = this.refusedFolder();
    if (refused !== null) return this.unlessKnown(ideas, refused);
    const entries = this.names();
    const shown = entries.slice(0, FILES_MAX);
    const news = shown.flatMap((entry) => this.newsOf(entry, ideas, debounce_ms));
    const present = new Set(entries.map(({ name }) => `${IDEAS}/${name}`));
    const isOver = entries.length > FILES_MAX;
    if (isOver) present.add(IDEAS);
    const gone = this.gone(present, ideas, debounce_ms);
    const why = `holds more than ${FILES_MAX} files, and those behind are not looked at`;
    const over = isOver ? this.unlessKnown(ideas, { path: IDEAS, is: 'refused', why }) : [];
    return [...news, ...gone, ...over];
  }

  private newsOf({ name, kind }: DirEntry, ideas: State['ideas'], debounce_ms: number): IdeaNews[] {
    const path = `${IDEAS}/${name}`;
    const refuse = (why: string) => this.unlessKnown(ideas, { path, is: 'refused', why });
    if (kind !== 'file') return refuse(`is ${KIND_WORDS[kind]}, not a file`);
    if (!name.endsWith('.md')) return refuse('is not named .md');
    if ((this.ports.disk.stat(this.at(path))?.size_bytes ?? 0) > DOCUMENT_SIZE_BYTES_MAX)
      return refuse(`is larger than ${DOCUMENT_SIZE_BYTES_MAX} bytes`);
    try {
      return this.text(path, ideas.get(path), debounce_ms);
    } catch (thrown) {
      if (!(thrown instanceof DiskFault)) throw thrown;
      return refuse(`cannot be read: the system says ${thrown.code}`);
    }
  }

  private text(path: string, known: KnownIdea | undefined, debounce_ms: number): IdeaNews[] {
    const { clock } = this.ports;
    const before = this.seen.get(path);
    const stamp = this.stamp(path);
    const isSame = before?.stamp === stamp;
    const isKnown = known !== undefined && known.became !== 'gone';
    if (isSame && isKnown && known.sha256 === before.sha256) return [];
    if (isSame && clock.monotonic() - before.since_ms < debounce_ms) {
      this.waits = true;
      return [];
    }
    const bytes = readHead(this.ports.disk, this.at(path), DOCUMENT_SIZE_BYTES_MAX);
    if (bytes === null) return [];
    const sha256 = this.ports.hash.sha256(bytes);
    if (isSame && before.sha256 === sha256 && this.stamp(path) === stamp) {
      return [{ path, is: 'text', sha256, bytes }];
    }
    this.seen.set(path, { stamp, sha256, since_ms: clock.monotonic() });
    if (!isKnown || known.sha256 !== sha256) this.waits = true;
    return [];
  }

  /** Whoever saves a file may take it away for a moment. */
  private gone(
    present: ReadonlySet<string>,
    ideas: State['ideas'],
    debounce_ms: number,
  ): IdeaNews[] {
    const now = this.ports.clock.monotonic();
    const news: IdeaNews[] = [];
    for (const [path, { became }] of ideas) {
      if (present.has(path) || became === 'gone') {
        this.missing.delete(path);
        continue;
      }
      const since = this.missing.get(path) ?? now;
      this.missing.set(path, since);
      this.seen.delete(path);
      if (now - since >= debounce_ms) news.push({ path, is: 'gone' });
      else this.waits = true;
    }
    return news;
  }

  /** A link or a file in the place of the folder, or of the one above. */
  private refusedFolder(): Extract<IdeaNews, { is: 'refused' }> | null {
    for (const path of ['ideas', IDEAS]) {
      const kind = this.ports.disk.stat(this.at(path))?.kind ?? 'dir';
      if (kind === 'dir') continue;
      const why = `is ${KIND_WORDS[kind]} in place of a folder, and is not followed`;
      return { path: IDEAS, is: 'refused', why: path === IDEAS ? why : `${path} ${why}` };
    }
    return null;
  }

  private unlessKnown(
    ideas: State['ideas'],
    news: Extract<IdeaNews, { is: 'refused' }>,
  ): IdeaNews[] {
    const known = ideas.get(news.path);
    return known?.became === 'refused' && known.why === news.why ? [] : [news];
  }

  /** Hidden files and what editors keep are nobody's idea. */
  private names(): readonly DirEntry[] {
    try {
      const entries = this.ports.disk.list(this.at(IDEAS)) ?? [];
      return entries.filter(({ name }) => !name.startsWith('.') && !name.endsWith('~'));
    } catch (thrown) {
      if (thrown instanceof DiskFault) return [];
      throw thrown;
    }
  }

  mtime_ms(path: string): number {
    return this.ports.disk.stat(this.at(path))?.mtime_ms ?? 0;
  }

  private stamp(path: string): string {
    const stat = this.ports.disk.stat(this.at(path));
    return `${path} ${stat?.mtime_ms} ${stat?.size_bytes} ${stat?.inode}`;
  }

  private at(path: string): string {
    return `${this.root === '/' ? '' : this.root}/${path}`;
  }
}
