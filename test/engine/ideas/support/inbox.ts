import type { EntryRow } from '../../../../src/runtime/api/index.ts';
import { ROOT } from '../../../../src/sim/sim-workspace.ts';
import { layout, Machine, type Opened } from '../../support/process.ts';

export const INBOX = `${ROOT}/ideas/inbox`;
export const DARK =
  '# Dark mode\n\nThe screen is too bright.\n\n## Done when\n\n- a switch turns it dark\n';
export const at = (name: string) => `${INBOX}/${name}`;

export function put(machine: Machine, name: string, text: string | Uint8Array = DARK): void {
  machine.disk.plant(at(name), text);
}

/** Looks as a call does: until a record was made or nothing is left to do. */
export async function look(one: Opened): Promise<void> {
  await one.runtime.tick({ wait_ms: 0 });
}

export function rows({ runtime }: Opened): readonly EntryRow[] {
  return runtime.entries({ of: 'ideas', state: null, root: null, after: null, limit: 50 }).rows;
}

export const fates = (one: Opened) =>
  rows(one).map(({ key, kind, item }) => [key.slice(12), kind, item]);
export const why = (one: Opened) => rows(one).map(({ key, text }) => [key.slice(12), text]);
export const state = ({ runtime }: Opened, id: string) =>
  runtime.list({ of: 'roots', state: null, root: id, after: null, limit: 5 }).rows[0]?.about.state;

/** A stage never gets so far: nothing is claimed. */
export async function paused(config = ''): Promise<{ machine: Machine; one: Opened }> {
  const machine = new Machine();
  if (config !== '') {
    const text = new TextDecoder().decode(machine.disk.read(layout.config) ?? new Uint8Array());
    machine.disk.plant(layout.config, `${text}\n${config}`);
  }
  const one = machine.open();
  await one.runtime.control({ name: 'pause', reason: 'to look' });
  return { machine, one };
}
