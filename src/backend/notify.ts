import { basename } from 'node:path';
import { MillraceError } from '../runtime/errors/errors.ts';
import { tellOwnerGone } from '../runtime/index.ts';
import type { Notice, Sent } from '../runtime/ports/index.ts';
import { NOTIFY_FILE } from '../user/notify-place.ts';
import { enginePorts, host, now, sinksOf } from './host.ts';

const ID_LENGTH = 8;
/** A keeper has nothing else to do; a service starts its loop again only after that. */
const KEEPER_TRY_MS_MAX = 600_000;
const SERVICE_TRY_MS_MAX = 20_000;

export interface Trial {
  readonly name: string;
  readonly sent: Sent;
}

/** Sends a notification that says it is a test; `target` null = to every target, whatever it wants. */
export async function tryTargets(root: string, target: string | null): Promise<Trial[]> {
  const { sinks, problem } = sinksOf(root).list();
  if (problem !== null) throw problem;
  const targets = sinks.filter(({ name }) => target === null || name === target);
  if (targets.length === 0) throw noTarget(sinks.map(({ name }) => name));
  const notice = testNotice(root);
  const { signal } = new AbortController();
  return Promise.all(
    targets.map(async (one) => ({ name: one.name, sent: await one.send(notice, signal) })),
  );
}

/** After a stage, by its keeper: its owner may have died meanwhile. */
export async function tellWhenOwnerIsGone(root: string): Promise<void> {
  const ports = enginePorts(root);
  const { gone_after_ms } = ports.sinks.list();
  const input = { wait_ms: gone_after_ms, try_ms: KEEPER_TRY_MS_MAX, failed: null };
  await tellOwnerGone(ports, root, input);
}

/** By the service of a loop that has ended; `result`: in the words of the service. */
export function tellLoopFailed(root: string, result: string | null): Promise<boolean> {
  const input = { wait_ms: 0, try_ms: SERVICE_TRY_MS_MAX, failed: result };
  return tellOwnerGone(enginePorts(root), root, input);
}

function testNotice(root: string): Notice {
  return {
    schema_version: '1.0',
    kind: 'test',
    id: `test-${host.ids.hex(ID_LENGTH)}`,
    seq: 0,
    at: now(),
    workspace: { id: 'test', name: basename(root) },
    simulated: false,
    what: 'Somebody tries whether notifications arrive, and this one did',
    next: 'Nothing is to be done.',
    ids: {},
    quoted: null,
  };
}

function noTarget(names: readonly string[]): MillraceError {
  return new MillraceError('config_invalid', {
    what: 'There is no such target to notify',
    expected: names.length === 0 ? `a target in ${NOTIFY_FILE}` : `one of ${names.join(', ')}`,
    next: `add a table [targets.<name>] to ${NOTIFY_FILE} in your config folder`,
  });
}
