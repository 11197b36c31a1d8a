import { z } from 'zod';
import {
  type Disk,
  type Hash,
  type Ids,
  TRUST_SOURCES,
  type TrustItem,
  type TrustSubject,
} from '../../runtime/ports/index.ts';
import { jsonOf, keepRecord } from '../record-file.ts';

const FOLDER = 'trust';
const NAME_LENGTH = 32;
const NAME = /^[0-9a-f]{32}\.json$/;
/** A larger file is none of ours. */
const FILE_BYTES_MAX = 8 * 1024 * 1024;
/** Records that a list shows. */
const LISTED_MAX = 10_000;

/** What one user has agreed to for one workspace at one place. */
const trustRecord = z.strictObject({
  schema_version: z.literal('1.0'),
  kind: z.literal('workspace_trust'),
  workspace: z.string(),
  place: z.string(),
  at: z.string(),
  by: z.enum(TRUST_SOURCES),
  /** Also whatever changes later. */
  edits: z.boolean(),
  /** Also whatever its user changes before anything of it was ever started. */
  until_first_start: z.boolean().default(false),
  items: z.array(
    z.strictObject({
      kind: z.string(),
      name: z.string(),
      sha256: z.string(),
      /** The release of then brought the same. */
      shipped: z.boolean(),
    }),
  ),
  /** `<kind> <name>` -> what was shown, for a later comparison; not of what a release brought. */
  texts: z.record(z.string(), z.string()),
});
export type TrustRecord = z.infer<typeof trustRecord>;

/** By which a text of a record is found. */
export function itemName({ kind, name }: Pick<TrustItem, 'kind' | 'name'>): string {
  return `${kind} ${name}`;
}

/**
 * Whether the record is about the same, or the release brings it: an update may say it in another
 * way. A runner is another program or another level, so it has to be the release's own then as well.
 */
export function isAgreed({ items }: TrustRecord, item: TrustItem): boolean {
  const known = items.filter(({ kind, name }) => kind === item.kind && name === item.name);
  if (known.some(({ sha256 }) => sha256 === item.sha256)) return true;
  if (!item.shipped) return false;
  return item.kind !== 'runner' || known.some(({ shipped }) => shipped);
}

/** Their names tell nothing; each says itself whose it is, and counts for nobody else. */
export class TrustRecords {
  private readonly known = new Map<
    string,
    { readonly stamp: string; record: TrustRecord | null }
  >();
  readonly folder: string;

  constructor(
    private readonly ports: { readonly disk: Disk; readonly hash: Hash; readonly ids: Ids },
    /** The user's own state folder. */
    state: string,
  ) {
    this.folder = `${state}/${FOLDER}`;
  }

  read({ workspace, place }: Pick<TrustSubject, 'workspace' | 'place'>): TrustRecord | null {
    if (workspace === null) return null;
    const record = this.readFile(this.pathOf(workspace, place));
    return record?.workspace === workspace && record.place === place ? record : null;
  }

  write(record: TrustRecord): void {
    const path = this.pathOf(record.workspace, record.place);
    keepRecord(this.ports, path, record);
    this.known.delete(path);
  }

  /** False = there was none. */
  remove({ workspace, place }: Pick<TrustRecord, 'workspace' | 'place'>): boolean {
    const path = this.pathOf(workspace, place);
    const was = this.ports.disk.stat(path) !== null;
    this.ports.disk.unlink(path);
    this.known.delete(path);
    return was;
  }

  list(): TrustRecord[] {
    const names = (this.ports.disk.list(this.folder) ?? []).filter(({ name }) => NAME.test(name));
    const records = names
      .slice(0, LISTED_MAX)
      .flatMap(({ name }) => this.readFile(`${this.folder}/${name}`) ?? []);
    return records.sort((a, b) => (a.place < b.place ? -1 : 1));
  }

  private pathOf(workspace: string, place: string): string {
    const name = this.ports.hash.sha256(`${workspace}\n${place}`).slice(0, NAME_LENGTH);
    return `${this.folder}/${name}.json`;
  }

  /** Judged before each dispatch, so it is read again only when it has changed. */
  private readFile(path: string): TrustRecord | null {
    const { disk } = this.ports;
    const stat = disk.stat(path);
    if (stat === null || stat.kind !== 'file' || stat.size_bytes > FILE_BYTES_MAX) return null;
    const stamp = `${stat.inode} ${stat.size_bytes} ${stat.mtime_ms}`;
    const known = this.known.get(path);
    if (known?.stamp === stamp) return known.record;
    const record = trustRecord.safeParse(jsonOf(disk.read(path))).data ?? null;
    this.known.set(path, { stamp, record });
    return record;
  }
}
