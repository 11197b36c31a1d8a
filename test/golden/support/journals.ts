import { SPEC, task } from '../../../src/sim/shipped-player.ts';
import { World } from '../../../src/sim/sim-attempts.ts';
import { SimDisk } from '../../../src/sim/sim-disk.ts';
import { freshDisk } from '../../support/shipped-disk.ts';
import { campaign, player } from '../../support/campaign.ts';
import { RUNTIME } from '../../../src/prove/sim/observe.ts';
import { start } from '../../../src/prove/sim/machine.ts';

const CALLS_MAX = 80;
const QUEUE = `${RUNTIME}/tasks/queue`;
const BAD = `${QUEUE}/bad.md`;
/** So many items that what changes is worth a delta only. */
const WAITING = Array.from({ length: 30 }, (_, n) => `waiting-${n}`);
/** Larger than what a record holds itself. */
const PROSE = 'Subtraction is the inverse of addition, and said at length here.\n'.repeat(1100);

/** How the golden journals were made: name -> the disk that they lay on. */
export const JOURNALS: Readonly<Record<string, () => Promise<SimDisk>>> = {
  /** Every loop once, with what may go wrong with an attempt. */
  async campaign() {
    const golden = (await campaign()).boundaries;
    const last = golden.at(-1);
    if (last === undefined) throw new Error('an empty campaign');
    return new SimDisk(last.image);
  },

  /** A document in a blob, a pause, a document that nobody can read, checkpoints and their deltas. */
  async mixed() {
    const disk = freshDisk('default_offline');
    const { runtime } = start({ disk, world: new World(), player });
    const tick = () => runtime.tick({ wait_ms: 0 });
    for (const name of WAITING) disk.plant(`${QUEUE}/${name}.md`, task(name, ['nowhere']));
    await tick();
    const text = SPEC.replace('It should also subtract.', `It should also subtract.\n\n${PROSE}`);
    await runtime.command({ name: 'admit', family: 'spec', text, channel: 'golden' }, 'the-spec');
    await tick();
    await runtime.command({ name: 'pause', reason: 'lunch' }, 'to-lunch');
    await tick();
    await tick();
    disk.plant(BAD, 'no title\n');
    await tick();
    await runtime.command({ name: 'resume', all: true }, 'from-lunch');
    await tick();
    disk.unlink(BAD);
    for (let call = 0; call < CALLS_MAX; call += 1) {
      const { did } = await tick();
      if (did === 'waiting' || did === 'paused') break;
    }
    return disk;
  },
};
