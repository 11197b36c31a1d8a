/** What is not ours at any of our places: it is named, left alone, and the rest works. */

import { expect, it } from 'vitest';
import { isMillraceError } from '../../src/runtime/errors/errors.ts';
import { SPEC } from '../../src/sim/shipped-player.ts';
import { SimDisk, type SimImage } from '../../src/sim/sim-disk.ts';
import { firstRuns, handOver, layout, Machine, type Opened, retire } from './support/process.ts';

const OUTSIDE = '/private';
const KINDS: Readonly<Record<string, (disk: SimDisk, path: string) => void>> = {
  folder: (disk, path) => disk.plantFolder(path),
  pipe: (disk, path) => disk.plantPipe(path),
  'link to a file': (disk, path) => disk.plantLink(path, `${OUTSIDE}/notes.txt`),
  'link to a folder': (disk, path) => disk.plantLink(path, `${OUTSIDE}/letters`),
  'link to nothing': (disk, path) => disk.plantLink(path, `${OUTSIDE}/nothing`),
};
/** Files of authors, of earlier releases, of stages, and half-made ones that nobody counts on. */
const NOT_OURS =
  /^(?:modes|graphs|registry|families|entrypoints|skills|loops|learning|attempts\/.|state\/\.render\/)/;
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
async function midway(): Promise<Midway> {
  const machine = new Machine(undefined, firstRuns());
  const one = machine.open();
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

const CALLS: Readonly<Record<string, (one: Opened, place: string) => Promise<unknown>>> = {
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
  cancel: ({ runtime }) => runtime.control(retire('queue')),
  clear: ({ runtime }) => runtime.control({ name: 'clear', reason: 'enough', force: false }),
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

async function met(
  { image, machine }: Midway,
  place: string,
  plant: (disk: SimDisk, path: string) => void,
): Promise<string[]> {
  const path = layout.at(place);
  const copy = new Machine(new SimDisk(image.clone()), machine.player);
  const { disk } = copy;
  disk.remove(path);
  plant(disk, path);
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
    in the way of status, doctor, enqueue, run_once, cancel, clear:
      attempts
      blobs
      journal
      millrace.toml
      state
      state/baseline_manifest.json
    in the way of status, enqueue, run_once, cancel, clear:
      journal/<segment>
      journal/checkpoint
    in the way of enqueue, run_once, cancel, clear:
      state/owner.lock
      state/workspace_id"
  `);
});

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
