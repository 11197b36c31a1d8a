/** What is not ours at any of our places: it is named, left alone, and the rest works. */

import { expect, it } from 'vitest';
import type { ControlCommand } from '../../src/runtime/api/index.ts';
import type { EnginePorts } from '../../src/runtime/engine/ports/engine-ports.ts';
import { isMillraceError } from '../../src/runtime/errors/errors.ts';
import { SPEC } from '../../src/sim/shipped-player.ts';
import { SimDisk, type SimImage } from '../../src/sim/sim-disk.ts';
import { ROOT, STATE_HOME } from '../../src/sim/sim-workspace.ts';
import { firstRuns, handOver, layout, Machine, type Opened, retire } from './support/process.ts';
import { refusal } from './support/refusal.ts';

const OUTSIDE = '/private';
const KINDS: Readonly<Record<string, (disk: SimDisk, path: string) => void>> = {
  folder: (disk, path) => disk.plantFolder(path),
  pipe: (disk, path) => disk.plantPipe(path),
  'link to a file': (disk, path) => disk.plantLink(path, `${OUTSIDE}/notes.txt`),
  'link to a folder': (disk, path) => disk.plantLink(path, `${OUTSIDE}/letters`),
  'link to nothing': (disk, path) => disk.plantLink(path, `${OUTSIDE}/nothing`),
};
/**
 * Files of authors, of earlier releases, of stages, and half-made ones that nobody counts on; and folders
 * of work that the mode does not take.
 */
const NOT_OURS =
  /^(?:modes|graphs|registry|families|entrypoints|skills|loops|learning|probes|attempts\/.|state\/\.render\/)/;
const NOT_OURS_AT_THE_TOP = /^(?:historylog|outline)\.md$/;
/** Places that nothing has filled yet. */
const EMPTY = ['journal/checkpoint', 'state/outbox', 'logs/loop.log'];
/** A name that no runtime gives, of a file and of a folder. */
const STRANGE = 'a\u001b[31m \u202e\nb';
const FOLDERS = [
  'attempts',
  'blobs',
  'journal',
  'logs',
  'runs',
  'specs/queue',
  'state',
  'state/mailbox/incoming',
  'state/mailbox/failed',
];

interface Midway {
  readonly machine: Machine;
  readonly image: SimImage;
  readonly places: readonly string[];
}

/** A workspace in the middle of a stage. */
async function midway(replaced: Partial<EnginePorts> = {}): Promise<Midway> {
  const machine = new Machine(undefined, firstRuns());
  const one = machine.open(replaced);
  await handOver(one);
  await one.runtime.tick({ wait_ms: 0 });
  one.runtime.close();
  const { disk } = machine;
  disk.plant(`${OUTSIDE}/notes.txt`, 'mine');
  disk.plant(`${OUTSIDE}/letters/one.md`, '# Mine\n');
  for (const name of ['incoming', 'active', 'queue'])
    disk.plant(`${OUTSIDE}/letters/${name}/two.md`, '# Mine as well\n');
  return { machine, image: disk.killImage(), places: [...placesIn(disk), ...EMPTY] };
}

/** Each folder, and of files that are alike the first one. */
function placesIn(disk: SimDisk): string[] {
  const alike = new Set<string>();
  const below = (folder: string): string[] =>
    (disk.list(layout.at(folder)) ?? []).flatMap(({ name, kind }) => {
      const path = folder === '' ? name : `${folder}/${name}`;
      if (NOT_OURS.test(path) || NOT_OURS_AT_THE_TOP.test(path)) return [];
      const isNew = alike.size < alike.add(shown(path)).size;
      return [...(isNew ? [path] : []), ...(kind === 'dir' ? below(path) : [])];
    });
  return below('');
}

function shown(path: string): string {
  return path
    .replace(/[0-9a-f]{64}/, '<digest>')
    .replace(/(run|request)-[0-9a-f]{16}-\d+/g, '<$1>')
    .replace(/\d{8}\.log/, '<segment>');
}

type Call = (one: Opened, place: string) => Promise<unknown>;

const CALLS: Readonly<Record<string, Call>> = {
  status: async ({ runtime }) => runtime.status(),
  doctor: async ({ runtime }, place) => {
    const { findings } = await runtime.doctor();
    const named = findings.filter((one) => `${one.place} ${one.what}`.includes(place));
    if (named.length === 0) throw new Error('no finding names it');
  },
  enqueue: ({ runtime }) => {
    const text = SPEC.replaceAll('ubtract', 'ivide');
    return runtime.admit({ family: 'spec', text, channel: 'test' });
  },
  run_once: ({ runtime }) => runtime.tick({ wait_ms: 0 }),
};

/** They get past everything; each answer is made of both. */
const ESCAPES: Readonly<Record<string, ControlCommand>> = {
  cancel: retire('blocked'),
  retry_active: retire('queue'),
  clear: { name: 'clear', reason: 'enough', force: false },
};

/** `works`, `names` for an error that says which path is in the way, or what is wrong. */
async function outcomeOf(call: () => Promise<unknown>, place: string): Promise<string> {
  try {
    await call();
    return 'works';
  } catch (error) {
    const isNamed = isMillraceError(error) && error.message.includes(place);
    return isNamed ? 'names' : `${error}`.slice(0, 200);
  }
}

type Plant = (disk: SimDisk, path: string) => void;

/** A copy of the workspace with something else in a place. */
function planted({ image, machine }: Midway, place: string, plant: Plant): Machine {
  const copy = new Machine(new SimDisk(image.clone()), machine.player, machine.world.clone());
  copy.disk.remove(layout.at(place));
  plant(copy.disk, layout.at(place));
  return copy;
}

async function met(workspace: Midway, place: string, plant: Plant): Promise<string[]> {
  const copy = planted(workspace, place, plant);
  const { disk } = copy;
  const path = layout.at(place);
  const [outside, inode] = [disk.dump(OUTSIDE), disk.stat(path)?.inode];
  const names: string[] = [];
  for (const [name, call] of Object.entries(CALLS)) {
    const outcome = await outcomeOf(async () => call(copy.open(), place), place);
    if (outcome === 'names') names.push(name);
    else if (outcome !== 'works') names.push(`${name}: ${outcome}`);
  }
  if (disk.stat(path)?.inode !== inode) names.push('it was not left alone');
  expect(disk.dump(OUTSIDE)).toEqual(outside);
  return names;
}

it('is named and left alone, and the rest works or says which path is in the way', async () => {
  const workspace = await midway();
  const places = new Map<string, Set<string>>();
  for (const place of workspace.places) {
    const isFolder = workspace.machine.disk.stat(layout.at(place))?.kind === 'dir';
    for (const [kind, plant] of Object.entries(KINDS)) {
      // A folder in the place of a folder is one that lost what was in it.
      if (isFolder && kind === 'folder') continue;
      const named = (await met(workspace, place, plant)).join(', ');
      const what = named === '' ? 'all work' : `in the way of ${named}`;
      places.set(what, (places.get(what) ?? new Set()).add(shown(place)));
    }
  }
  const text = [...places].map(([what, all]) => `${what}:\n  ${[...all].join('\n  ')}`).join('\n');
  expect(text).toMatchInlineSnapshot(`
    "all work:
      .gitignore
      arbiter
      arbiter/contracts
      arbiter/contracts/ideas
      arbiter/contracts/ideas/spec-add-a-subtract-function.md
      arbiter/contracts/root-specs
      arbiter/contracts/root-specs/spec-add-a-subtract-function.md
      arbiter/reports
      arbiter/rubrics
      arbiter/targets
      arbiter/targets/spec-add-a-subtract-function.json
      arbiter/verdicts
      blobs/<digest>
      incidents
      incidents/active
      incidents/blocked
      incidents/incoming
      incidents/resolved
      journal/mark
      journal/reserve
      logs
      logs/runtime_events.jsonl
      runs
      runs/<run>
      runs/<run>/runner_invocation.<request>.json
      runs/<run>/runner_prompt.<request>.md
      runs/<run>/stage_results
      specs
      specs/active
      specs/active/spec-add-a-subtract-function.md
      specs/blocked
      specs/done
      specs/queue
      state/.render
      state/attention.json
      state/baseline_texts.json
      state/compiled_plan.json
      state/execution_status.md
      state/learning_status.md
      state/mailbox
      state/mailbox/failed
      state/mailbox/incoming
      state/mailbox/processed
      state/planning_status.md
      state/recovery_counters.json
      state/runtime_snapshot.json
      tasks
      tasks/active
      tasks/blocked
      tasks/done
      tasks/queue
      state/outbox
      logs/loop.log
    in the way of status, doctor, enqueue, run_once:
      attempts
      blobs
      journal
      millrace.toml
      state
      state/baseline_manifest.json
    in the way of status, enqueue, run_once:
      journal/<segment>
      journal/checkpoint
    in the way of enqueue, run_once:
      state/owner.lock
      state/workspace_id"
  `);
});

/** What an answer says of what was put aside; an answer is made of the call and of a status. */
async function escaped(copy: Machine, command: ControlCommand): Promise<string> {
  const { runtime } = copy.open({ state_home: STATE_HOME }, true);
  const { applied, detail } = await runtime.control(command);
  runtime.status();
  const said =
    shown(detail).match(/millrace-agents\/\S+ was .*?(?: now\.| as \S+\.)(?=;|$)/g) ?? [];
  return `${applied ? '' : 'not applied: '}${said.join('').trim()}`;
}

it('is put aside by what has to work in any case, unread, and the answer names where', async () => {
  const workspace = await midway({ state_home: STATE_HOME });
  const told = new Set<string>();
  for (const place of workspace.places) {
    const isFolder = workspace.machine.disk.stat(layout.at(place))?.kind === 'dir';
    for (const [kind, plant] of Object.entries(KINDS)) {
      if (isFolder && kind === 'folder') continue;
      const commands = kind === 'pipe' ? Object.values(ESCAPES) : [retire('blocked')];
      for (const command of commands) {
        const copy = planted(workspace, place, plant);
        const [outside, inode] = [copy.disk.dump(OUTSIDE), copy.disk.stat(layout.at(place))?.inode];
        const said = await escaped(copy, command);
        expect(copy.disk.dump(OUTSIDE)).toEqual(outside);
        expect(inodesBelow(copy.disk)).toContain(inode);
        if (kind === 'pipe' && said !== '') told.add(said);
      }
    }
  }
  expect([...told].join('\n')).toMatchInlineSnapshot(`
    "millrace-agents/attempts was a pipe, a socket or a device that is not ours; untouched, it is millrace-agents/attempts.replaced-1 now.
    millrace-agents/blobs was a pipe, a socket or a device that is not ours; untouched, it is millrace-agents/blobs.replaced-1 now.
    millrace-agents/journal was a pipe, a socket or a device that is not ours; untouched, it is millrace-agents/journal.replaced-1 now.
    millrace-agents/journal/<segment> was a pipe, a socket or a device that is not ours; millrace-agents/journal was put aside with it as millrace-agents/journal.replaced-1.
    millrace-agents/state was a pipe, a socket or a device that is not ours; untouched, it is millrace-agents/state.replaced-1 now.
    millrace-agents/state/baseline_manifest.json was a pipe, a socket or a device that is not ours; untouched, it is millrace-agents/state/baseline_manifest.json.replaced-1 now.
    millrace-agents/state/owner.lock was a pipe, a socket or a device that is not ours; untouched, it is millrace-agents/state/owner.lock.replaced-1 now.
    millrace-agents/state/workspace_id was a pipe, a socket or a device that is not ours; untouched, it is millrace-agents/state/workspace_id.replaced-1 now.
    millrace-agents/journal/checkpoint was a pipe, a socket or a device that is not ours; millrace-agents/journal was put aside with it as millrace-agents/journal.replaced-1."
  `);
});

it('is left, and named, where nothing would bring back what it took the place of', async () => {
  const workspace = await midway();
  const told = new Set<string>();
  for (const place of workspace.places) {
    const copy = planted(workspace, place, (disk, path) => disk.plantPipe(path));
    const inode = copy.disk.stat(layout.at(place))?.inode;
    const said = await refusal(async () => copy.open({}, true).runtime.control(retire('blocked')));
    if (said !== 'not refused') told.add(shown(said).replaceAll(ROOT, ''));
    expect(inodesBelow(copy.disk)).toContain(inode);
  }
  expect([...told].join('\n')).toMatchInlineSnapshot(`
    "workspace_not_writable: millrace-agents/blobs in  is a pipe, a socket or a device, and was left as it is. Expected: a folder of the runtime itself; below the runtime folder no link is followed. Next: find out who put it there, move it away, then call again: rm /millrace-agents/blobs.
    journal_damaged: millrace-agents/journal/ is damaged at byte 0: it is not a folder. Expected: records that link to each other without a gap. Next: restore the folder millrace-agents/journal from a backup; or keep a copy of it, move it away and open the workspace again: the state is then rebuilt from the documents in the folders.
    workspace_not_writable: Reading the journal failed: /millrace-agents/journal/<segment> is a pipe, a socket or a device, and was left as it is. Expected: a file or folder of the runtime itself; no link is followed. Next: find out who put it there and move it away, then do the same again.
    workspace_not_writable: millrace-agents/state in  is a pipe, a socket or a device, and was left as it is. Expected: a folder of the runtime itself; below the runtime folder no link is followed. Next: find out who put it there, move it away, then call again: rm /millrace-agents/state.
    workspace_not_writable: Reading the journal failed: /millrace-agents/journal/checkpoint is a pipe, a socket or a device, and was left as it is. Expected: a file or folder of the runtime itself; no link is followed. Next: find out who put it there and move it away, then do the same again."
  `);
});

function inodesBelow(disk: SimDisk): (number | undefined)[] {
  return Object.keys(disk.dump(layout.runtime)).map((path) => disk.stat(path)?.inode);
}

it('is in no way under a name of its own, whatever the name is', async () => {
  const workspace = await midway();
  const file = (disk: SimDisk, path: string) => disk.plant(path, 'of somebody else\n');
  for (const folder of FOLDERS) {
    for (const [kind, plant] of Object.entries({ file, ...KINDS })) {
      const named = await met(workspace, `${folder}/${STRANGE}`, plant);
      expect(named, `${folder}: ${kind}`).toEqual([]);
    }
  }
});
