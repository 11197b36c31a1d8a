import { dirname } from 'node:path';
import { isMillraceError } from '../../runtime/errors/errors.ts';
import { exhausted } from '../../runtime/errors/exhausted.ts';
import { RUNTIME_FOLDER } from '../../runtime/plan/index.ts';
import { SimDisk } from '../../sim/sim-disk.ts';
import { reach } from '../sim/judge.ts';
import { caseAt, type Lab } from '../sim/lab.ts';
import { start } from '../sim/machine.ts';
import { RUNTIME } from '../sim/observe.ts';
import { type Row, spread } from './row.ts';

const OUTSIDE = '/private';
const KINDS = ['folder', 'pipe', 'link to a folder', 'link to a file', 'link to nothing'] as const;
type Kind = (typeof KINDS)[number];

interface Place {
  readonly op: number;
  /** Below the runtime folder; the call makes it. */
  readonly path: string;
  readonly kind: Kind;
}

/**
 * Something that is not ours lies where a call is about to make a file or folder of ours. It is left alone
 * and named, or the call goes on without the place; when it is gone, everything comes to the same end.
 */
export function foreignRow(lab: Lab): Row {
  const places = placesOf(lab);
  return {
    name: 'foreign',
    fault: 'a folder, a pipe or a link in each place that a call is about to fill',
    quick: 60,
    total: places.length,
    waits: false,
    check: (number) => met(lab, spread(places, number, lab.seed)),
  };
}

function placesOf({ shipped }: Lab): Place[] {
  return shipped.boundaries.slice(0, -1).flatMap((before, op) => {
    const after = shipped.boundaries[op + 1];
    if (after === undefined) return [];
    const [first, second] = [new SimDisk(before.image), new SimDisk(after.image)];
    return madeBetween(first, second).flatMap((path) => {
      // A folder in the place of a folder is the one that was to be made.
      const isFolder = second.stat(`${RUNTIME}/${path}`)?.kind === 'dir';
      const kinds = KINDS.filter((kind) => !isFolder || kind !== 'folder');
      return kinds.map((kind) => ({ op, path, kind }));
    });
  });
}

function madeBetween(before: SimDisk, after: SimDisk): string[] {
  return Object.keys(after.dump(RUNTIME))
    .filter(
      (path) =>
        before.stat(path) === null &&
        before.stat(dirname(path)) !== null &&
        ![SCRATCH, ATTEMPTS].some((one) => one.test(path)),
    )
    .map((path) => path.slice(RUNTIME.length + 1));
}

/** Emptied whenever a workspace is opened. */
const SCRATCH = /\/\.render\//;
/** What lies in there is the stage's. */
const ATTEMPTS = /\/attempts\//;
const NOTES = `${OUTSIDE}/notes.txt`;

async function met(lab: Lab, { op, path, kind }: Place): Promise<string | null> {
  const before = lab.shipped.boundaries[op];
  if (before === undefined) throw new Error(`there is no boundary before call ${op}`);
  const disk = new SimDisk(before.image);
  const world = before.world.clone();
  disk.plant(NOTES, 'mine');
  disk.plant(`${OUTSIDE}/letters/one.md`, '# Mine\n');
  const absolute = `${RUNTIME}/${path}`;
  plant(disk, kind, absolute);
  const [foreign, outside] = [shown(disk, absolute), shown(disk, OUTSIDE)];
  const { player } = lab.shipped.story;
  const call = async () => {
    const client = start({ disk, world, player, mutant: lab.mutant });
    await lab.shipped.story.perform(client, op, false);
  };
  const problem =
    (await refusal(call, path)) ??
    (shown(disk, absolute) === foreign ? null : 'it was not left alone') ??
    (shown(disk, OUTSIDE) === outside ? null : 'what lies elsewhere was changed');
  disk.remove(absolute);
  const later =
    problem ?? (await reach(caseAt(lab, { golden: lab.shipped, op, ...NO_STEP }), disk, world));
  return later && `${kind} at ${RUNTIME_FOLDER}/${path} in call ${op}\n=> ${later}`;
}

const NO_STEP = { step: 0, call: '', before: '' } as const;

/** What is wrong with how a call was refused; null when it was not, or names what is in the way. */
async function refusal(call: () => Promise<unknown>, path: string): Promise<string | null> {
  try {
    await call();
    return null;
  } catch (error) {
    if (!isMillraceError(error)) return error instanceof Error ? `${error.stack}` : String(error);
    return error.message.includes(path) ? null : `the answer does not name it: ${error.message}`;
  }
}

function plant(disk: SimDisk, kind: Kind, path: string): void {
  switch (kind) {
    case 'folder':
      return disk.plantFolder(path);
    case 'pipe':
      return disk.plantPipe(path);
    case 'link to a folder':
      return disk.plantLink(path, `${OUTSIDE}/letters`);
    case 'link to a file':
      return disk.plantLink(path, NOTES);
    case 'link to nothing':
      return disk.plantLink(path, `${OUTSIDE}/nothing`);
    default:
      return exhausted(kind);
  }
}

function shown(disk: SimDisk, path: string): string {
  const { kind = null, inode = null } = disk.stat(path) ?? {};
  return JSON.stringify({ kind, inode, below: kind === 'dir' ? disk.dump(path) : null });
}
