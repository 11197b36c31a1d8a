import { z } from 'zod';
import { DELEGATIONS, type Delegation } from '../runtime/ports/delegation.ts';
import { type Disk, DiskFault, explainedElsewhere, type Ids } from '../runtime/ports/index.ts';
import { jsonOf, keepRecord } from './record-file.ts';

const FILE = 'delegation.json';
const FILE_BYTES_MAX = 4096;

const kept = z.strictObject({
  schema_version: z.literal('1.0'),
  kind: z.literal('delegation_policy'),
  policy: z.enum(DELEGATIONS),
  at: z.string(),
  /** A terminal, or a form in a client. */
  by: z.enum(['terminal', 'form']),
});
export type DelegationRecord = z.output<typeof kept>;

export interface DelegationPorts {
  readonly disk: Disk;
  /** Whether this user owns what lies there, and nobody but its owner and group may write it. */
  readonly isOwn: (path: string) => boolean;
}

/**
 * What the user lets agents do, kept in a folder of the user. `place`: the workspace that asks, empty = none:
 * whoever could write that could have written what lies in it.
 */
export function readDelegation(
  { disk, isOwn }: DelegationPorts,
  state: string,
  place: string,
): { readonly policy: Delegation | null; readonly note: string | null } {
  const path = `${state}/${FILE}`;
  const nothing = (why: string) => ({ policy: null, note: `${path} counts for nothing: ${why}` });
  try {
    const real = disk.realpath(path);
    if (real === null) return { policy: null, note: null };
    if (place !== '' && real.startsWith(`${disk.realpath(place) ?? place}/`))
      return nothing('it lies in the workspace');
    if (!isOwn(real)) return nothing('it is not yours, or everybody may write it');
    const stat = disk.stat(real);
    if (stat?.kind !== 'file' || stat.size_bytes > FILE_BYTES_MAX)
      return nothing('it is no small file');
    const { data } = kept.safeParse(jsonOf(disk.read(real)));
    return data === undefined ? nothing('it is damaged') : { policy: data.policy, note: null };
  } catch (error) {
    if (!(error instanceof DiskFault)) throw error;
    return nothing(`it cannot be read (${error.code})`);
  }
}

export function writeDelegation(
  ports: { readonly disk: Disk; readonly ids: Ids },
  state: string,
  record: Pick<DelegationRecord, 'policy' | 'at' | 'by'>,
): void {
  const whole = { schema_version: '1.0', kind: 'delegation_policy', ...record };
  try {
    keepRecord(ports, `${state}/${FILE}`, whole);
  } catch (error) {
    if (!(error instanceof DiskFault)) throw error;
    throw explainedElsewhere('What you let agents do could not be written down', error, {
      expected: `a writable folder ${state}`,
      next: 'make it writable, or name another folder in XDG_STATE_HOME, then call again',
    });
  }
}
