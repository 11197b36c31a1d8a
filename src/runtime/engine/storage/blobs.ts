import type { EnginePorts } from '../ports/engine-ports.ts';
import type { Follower } from '../workspace/follower.ts';

const DIGEST = /[0-9a-f]{64}/g;
const NAME = /^[0-9a-f]{64}$/;
const SCRATCH = /^[0-9a-f]{64}\.tmp$/;
const PLAN = /"k":"plan@1","plan_id":"[^"]*","sha256":"([0-9a-f]{64})"/g;

export interface StoredFile {
  readonly path: string;
  readonly size_bytes: number;
}

/**
 * Blobs that neither the state nor any record that is kept names. Whatever looks like a digest in
 * them counts as a name, so a blob is rather kept than lost.
 */
export function unnamedBlobs({ disk }: EnginePorts, follower: Follower): StoredFile[] {
  const { layout } = follower;
  const present = (disk.list(layout.blobs) ?? []).map(({ name }) => name);
  if (present.length === 0) return [];
  const named = namedBlobs(follower);
  return present.flatMap((name) => {
    const goes = SCRATCH.test(name) || (NAME.test(name) && !named.has(name));
    const path = `${layout.blobs}/${name}`;
    return goes ? [{ path, size_bytes: disk.stat(path)?.size_bytes ?? 0 }] : [];
  });
}

function namedBlobs({ state, journal, blobs }: Follower): Set<string> {
  const named = new Set<string>();
  const plans = new Set<string>();
  for (const item of state.items.values()) named.add(item.digest);
  for (const one of state.unreadable.values()) named.add(one.sha256);
  if (state.config?.sha256 != null) named.add(state.config.sha256);
  if (state.plan_sha256 !== null) plans.add(state.plan_sha256);
  for (const text of journal.archive.texts()) {
    for (const [digest] of text.matchAll(DIGEST)) named.add(digest);
    for (const [, digest] of text.matchAll(PLAN)) if (digest !== undefined) plans.add(digest);
  }
  // A plan names its prompts and skills.
  for (const plan of plans) {
    named.add(plan);
    const text = new TextDecoder().decode(blobs.get(plan) ?? new Uint8Array());
    for (const [digest] of text.matchAll(DIGEST)) named.add(digest);
  }
  return named;
}
