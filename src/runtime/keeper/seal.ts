import type { Hash, Ids } from '../ports/small.ts';
import { type Claim, claimLine } from './marks.ts';
import type { ClaimPorts } from './ports.ts';

const KEY_LENGTH = 32;

/**
 * By it a completion is known as the work of the keeper that the claim names: the claim has the digest,
 * and the key is in the memory of that keeper alone until its completion shows it. So nothing that a
 * stage writes into its attempt folder passes for one.
 */
export interface Seal {
  readonly key: string;
  readonly digest: string;
}

/** Whether a keeper of the claim wrote what shows this key. An earlier release wrote neither. */
export function isSealed(hash: Hash, { keepers }: Claim, key: string | null): boolean {
  const digest = key === null ? null : hash.sha256(key);
  return keepers.some(({ seal }) => seal === digest);
}

export function newSeal({ hash, ids }: { readonly hash: Hash; readonly ids: Ids }): Seal {
  const key = ids.hex(KEY_LENGTH);
  return { key, digest: hash.sha256(key) };
}

/** Who this keeper is, as its claim says it. */
export function claimLineOf(
  { processes }: ClaimPorts,
  kind: 'keeper' | 'successor',
  seal: Seal,
): string {
  const self = processes.self();
  return claimLine(kind, self, { start: processes.startOf(self.pid), seal: seal.digest });
}
