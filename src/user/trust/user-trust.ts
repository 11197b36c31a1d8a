import { basename, dirname } from 'node:path';
import { MillraceError } from '../../runtime/errors/errors.ts';
import {
  type Disk,
  DiskFault,
  explainedElsewhere,
  type Hash,
  type Ids,
  type Trust,
  type TrustSource,
  type TrustSubject,
  type TrustVerdict,
} from '../../runtime/ports/index.ts';
import { NO_POLICY, POLICY_FILE, readPolicy, type TrustPolicy } from './policy.ts';
import { isAgreed, type TrustRecord, TrustRecords } from './records.ts';

const POLICY_BYTES_MAX = 64 * 1024;

export interface TrustPorts {
  readonly disk: Disk;
  readonly hash: Hash;
  readonly ids: Ids;
  readonly now: () => string;
  /** Whether this user owns what lies there, and nobody but its owner and group may write it. */
  readonly isOwn: (path: string) => boolean;
}

export interface TrustPlaces {
  /** `$XDG_STATE_HOME/millrace` or what stands for it. */
  readonly state: string;
  /** `$XDG_CONFIG_HOME` or what stands for it. */
  readonly config: string;
}

type Agreement = Pick<TrustRecord, 'by' | 'edits' | 'texts'> & { until_first_start?: boolean };
type Policy = TrustPolicy & { readonly note: string | null };

/** What one user has agreed to, as files outside of every workspace say. */
export class UserTrust implements Trust {
  readonly records: TrustRecords;
  private seen = '';
  private known: Policy = { ...NO_POLICY, note: null };

  constructor(
    private readonly ports: TrustPorts,
    private readonly places: TrustPlaces,
  ) {
    this.records = new TrustRecords(ports, places.state);
  }

  judge(subject: TrustSubject): TrustVerdict {
    const { place, items } = subject;
    const policy = this.policy(place);
    const cover = this.coverOf(policy, place);
    if (cover?.edits === true) return { trusted: true, by: 'policy', first: false };
    const { record, note } = this.recordOf(subject);
    if (record?.edits === true) return { trusted: true, by: record.by, first: false };
    const notes = [policy.note, note].filter((one) => one !== null);
    if (record === null) {
      if (cover !== null && note === null) return { trusted: true, by: 'policy', first: true };
      return { trusted: false, why: 'unknown', items, notes };
    }
    const changed = items.filter((item) => !isAgreed(record, item));
    if (record.until_first_start) return { trusted: true, by: record.by, first: true };
    if (changed.length === 0) return { trusted: true, by: record.by, first: false };
    return { trusted: false, why: 'changed', items: changed, notes };
  }

  keep(subject: TrustSubject, by: TrustSource): void {
    const texts = this.recordOf(subject).record?.texts ?? {};
    this.agree(subject, { by, edits: false, texts });
  }

  /** What `init` made: whoever has made it goes on setting it up until its first stage starts. */
  keepMade(subject: TrustSubject): void {
    this.agree(subject, { by: 'init', edits: false, texts: {}, until_first_start: true });
  }

  /** `texts`: what the user was shown, by `<kind> <name>`. */
  agree(subject: TrustSubject, how: Agreement): void {
    const { place, workspace, items } = subject;
    if (workspace === null) throw new Error('a workspace without an id cannot be trusted');
    if (this.isInside(place, this.places.state)) throw unkept(insideNote(this.places.state));
    try {
      this.records.write({
        schema_version: '1.0',
        kind: 'workspace_trust',
        workspace,
        place,
        at: this.ports.now(),
        until_first_start: false,
        ...how,
        items: items.map(({ kind, name, sha256, shipped }) => ({ kind, name, sha256, shipped })),
      });
    } catch (error) {
      if (!(error instanceof DiskFault)) throw error;
      throw explainedElsewhere('What you trust could not be written down', error, {
        expected: `a writable folder ${this.records.folder}`,
        next: 'make it writable, or name another folder in XDG_STATE_HOME, then call again',
      });
    }
  }

  /** As it counts for a workspace at this place. */
  policy(place: string): Policy {
    const path = `${this.places.config}/${POLICY_FILE}`;
    try {
      return this.policyAt(path, place);
    } catch (error) {
      if (!(error instanceof DiskFault)) throw error;
      return { ...NO_POLICY, note: `${path} cannot be read (${error.code})` };
    }
  }

  private policyAt(path: string, place: string): Policy {
    const { disk, isOwn } = this.ports;
    const stat = disk.stat(path);
    // Asked for before each stage: what was judged is judged anew when another file lies there.
    const stamp = `${place} ${stat?.kind} ${stat?.inode} ${stat?.size_bytes} ${stat?.mtime_ms}`;
    if (stat?.kind === 'file' && stamp === this.seen) return this.known;
    this.seen = '';
    const real = disk.realpath(path);
    if (real === null) return { ...NO_POLICY, note: null };
    if (isBelow(real, place)) return { ...NO_POLICY, note: insideNote(path) };
    if (!isOwn(real)) {
      return { ...NO_POLICY, note: `${path} is not yours, or everybody may write it` };
    }
    this.known = readAt(disk, path, real);
    this.seen = stamp;
    return this.known;
  }

  /** Whether a policy trusts what lies at this place. */
  covers(place: string): boolean {
    return this.coverOf(this.policy(place), place) !== null;
  }

  decides(place: string): boolean {
    return this.isIn(place, this.policy(place).decide);
  }

  promotes(place: string): boolean {
    return this.isIn(place, this.policy(place).promote);
  }

  private isIn(place: string, folders: TrustPolicy['decide']): boolean {
    const isAbove = ({ path }: TrustPolicy['decide'][number]) => {
      const real = this.ports.disk.realpath(path);
      return real !== null && isBelow(place, real);
    };
    return folders.some(isAbove) && this.ports.isOwn(place);
  }

  /** The nearest folder of the policy that the place lies in, or is. */
  private coverOf({ trust }: TrustPolicy, place: string): TrustPolicy['trust'][number] | null {
    const above = trust.flatMap(({ path, edits }) => {
      const real = this.ports.disk.realpath(path);
      return real !== null && isBelow(place, real) ? [{ path: real, edits }] : [];
    });
    const [nearest] = above.sort((a, b) => b.path.length - a.path.length);
    return nearest !== undefined && this.ports.isOwn(place) ? nearest : null;
  }

  /** Whoever wrote the workspace could have written what lies in it. */
  private recordOf(subject: TrustSubject): { record: TrustRecord | null; note: string | null } {
    const { state } = this.places;
    if (this.isInside(subject.place, state)) return { record: null, note: insideNote(state) };
    try {
      return { record: this.records.read(subject), note: null };
    } catch (error) {
      if (!(error instanceof DiskFault)) throw error;
      return { record: null, note: `${this.records.folder} cannot be read (${error.code})` };
    }
  }

  private isInside(place: string, path: string): boolean {
    return isBelow(path, place) || isBelow(this.realOf(path), place);
  }

  /** Also of what does not exist yet. */
  private realOf(path: string): string {
    const real = this.ports.disk.realpath(path);
    if (real !== null || path === dirname(path)) return real ?? path;
    return `${this.realOf(dirname(path))}/${basename(path)}`;
  }
}

function readAt(disk: Disk, path: string, real: string): Policy {
  const bytes = disk.read(real) ?? new Uint8Array();
  if (bytes.length > POLICY_BYTES_MAX) {
    return { ...NO_POLICY, note: `${path} is larger than ${POLICY_BYTES_MAX} bytes` };
  }
  const policy = readPolicy(new TextDecoder().decode(bytes));
  if (!('problem' in policy)) return { ...policy, note: null };
  return { ...NO_POLICY, note: `${path} counts for nothing: ${policy.problem}` };
}

function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`);
}

function insideNote(path: string): string {
  return `${path} lies in the workspace, so it counts for nothing`;
}

function unkept(note: string): MillraceError {
  return new MillraceError('workspace_not_trusted', {
    what: `What you trust cannot be kept: ${note}`,
    expected: 'a state folder of the user outside of the workspace',
    next: 'name another folder in XDG_STATE_HOME, and the same for every client, then call again',
  });
}
