import { isMillraceError } from '../../../src/runtime/errors/errors.ts';
import { Journal } from '../../../src/runtime/journal/index.ts';
import type { Disk } from '../../../src/runtime/ports/disk.ts';
import { SimCrash, SimDisk, type SimFaults, type SimImage } from '../../../src/sim/sim-disk.ts';
import { DIR, Model, portsOf, recordOf } from './helpers.ts';

/** Takes one guard away; the identity for the journal as it is. */
export type Wrap = (disk: SimDisk) => Disk;
export const intact: Wrap = (disk) => disk;

const ROUNDS_MAX = 4;
const CHECKS_AFTER_FAULT_MAX = 4;
/** Enough to see what is wrong. */
const VIOLATIONS_MAX = 3;

type Step = (session: Session) => void;

const SCRIPT: readonly Step[] = [
  (session) => session.append(),
  (session) => session.append(300),
  (session) => session.checkpoint('base'),
  (session) => session.append(),
  (session) => session.checkpoint('delta'),
  (session) => session.append(700),
  (session) => session.reopen(),
  (session) => session.append(),
  (session) => session.checkpoint('delta'),
  (session) => session.checkpoint('base'),
  (session) => session.append(),
  (session) => session.append(),
  (session) => session.append(),
  (session) => session.append(),
  (session) => session.append(),
  (session) => session.rest(),
  (session) => session.append(300),
  (session) => session.append(),
  (session) => session.reopen(),
  (session) => session.append(),
];

/** What was promised to the outside: it survives the process. */
export interface Promises {
  acknowledged: number;
  started: number;
}

/** One owner after the other on one disk, as the engine would do it. */
class Session {
  private model: Model | null = null;

  constructor(
    private readonly disk: Disk,
    readonly promises: Promises,
    private readonly boot: string,
  ) {}

  private owner(): Model {
    if (this.model?.journal.poisoned === false) return this.model;
    const ports = portsOf(this.disk, this.boot);
    if (!Journal.exists(this.disk, DIR)) Journal.create(ports, DIR);
    this.model = null;
    const model = new Model(ports);
    model.begin();
    this.model = model;
    return model;
  }

  /** A record that failed is tried again as a shorter one, as a note of the failure would be. */
  append(padding = 0): void {
    this.retrying((round) => {
      const model = this.owner();
      const next = model.journal.position.seq + 1;
      this.promises.started = Math.max(this.promises.started, next);
      model.append(round === 0 ? padding : 0);
      this.promises.acknowledged = next;
    });
  }

  checkpoint(kind: 'base' | 'delta'): void {
    this.retrying(() => this.owner().checkpoint(kind));
  }

  rest(): void {
    this.retrying(() => this.owner().journal.idle());
  }

  reopen(): void {
    this.retrying(() => {
      this.model?.journal.close();
      this.model = null;
      this.owner();
    });
  }

  private retrying(run: (round: number) => void): void {
    for (let round = 0; ; round++) {
      try {
        return run(round);
      } catch (error) {
        if (!isMillraceError(error) || round === ROUNDS_MAX) throw error;
      }
    }
  }
}

/** What is wrong with what a next owner finds, or null. It goes on working, then loses power once more. */
export function judge(
  image: SimImage,
  promises: Promises,
  wrap: Wrap,
  boot: string,
): string | null {
  const sim = new SimDisk(image);
  const disk = wrap(sim);
  try {
    if (!Journal.exists(disk, DIR)) {
      if (promises.acknowledged > 0) return 'the journal is gone';
      Journal.create(portsOf(disk, boot), DIR);
    }
    const model = new Model(portsOf(disk, boot));
    const followed = model.numbers.length;
    model.begin();
    const problem = prefixProblem(model.numbers, promises, followed);
    if (problem !== null) return problem;
    model.append();
    const kept = { acknowledged: model.numbers.length, started: model.numbers.length };
    for (const after of sim.powerImages(1)) {
      const next = new Model(portsOf(wrap(new SimDisk(after)), 'boot-3'));
      next.begin();
      const later = prefixProblem(next.numbers, kept, 0);
      if (later !== null) return `after one more power loss: ${later}`;
      for (const n of next.numbers) {
        if (next.journal.record(n)?.n !== n) return `record ${n} cannot be read by number`;
      }
    }
    return null;
  } catch (error) {
    if (isMillraceError(error)) return `${error.code} ${error.message}`;
    throw error;
  }
}

function prefixProblem(
  numbers: readonly number[],
  promises: Promises,
  followed: number,
): string | null {
  if (numbers.some((n, index) => n !== index + 1)) return `not a prefix: ${numbers.join(' ')}`;
  if (numbers.length < promises.acknowledged) return 'an acknowledged record is lost';
  if (numbers.length < followed) return 'a record that was read is lost';
  return numbers.length > promises.started ? 'a record that nobody started' : null;
}

export interface SweepReport {
  readonly states: number;
  readonly violations: string[];
}

class Sweep implements SweepReport {
  states = 0;
  readonly violations: string[] = [];

  constructor(readonly wrap: Wrap) {}

  get failed(): boolean {
    return this.violations.length >= VIOLATIONS_MAX;
  }

  check(disk: SimDisk, image: SimImage, promises: Promises, boot: string): void {
    this.states += 1;
    const problem = judge(image, promises, this.wrap, boot);
    if (problem === null) return;
    this.violations.push(`${problem} [${image.label}] after\n${disk.explain(6)}`);
  }

  /** Runs the script until its end, a crash, or an error that the session could not get over. */
  run(faults: SimFaults, after: (disk: SimDisk, promises: Promises) => void = () => {}): void {
    const disk = new SimDisk(undefined, faults);
    disk.plant('/w/keep', '');
    const promises = { acknowledged: 0, started: 0 };
    const session = new Session(this.wrap(disk), promises, 'boot-1');
    try {
      for (const step of SCRIPT) {
        step(session);
        if (faults.crash_at === undefined) after(disk, promises);
      }
    } catch (error) {
      if (!(error instanceof SimCrash) && !isMillraceError(error)) throw error;
    }
    after(disk, promises);
  }

  stepCount(): number {
    let steps = 0;
    this.run({}, (disk) => {
      steps = disk.steps;
    });
    return steps;
  }
}

/** Ends the process at every step and inside every write; after each, every step of the recovery too. */
export function sweepKills(wrap: Wrap): SweepReport {
  const sweep = new Sweep(wrap);
  const steps = sweep.stepCount();
  for (let crash_at = 1; crash_at <= steps + 1 && !sweep.failed; crash_at++) {
    for (const torn of [undefined, 0.5, 1]) {
      sweep.run(torn === undefined ? { crash_at } : { crash_at, torn }, (disk, promises) => {
        const image = disk.killImage();
        sweep.check(disk, image, promises, 'boot-1');
        if (torn !== 1) killRecovery(sweep, image, promises);
      });
    }
  }
  return sweep;
}

function killRecovery(sweep: Sweep, image: SimImage, promises: Promises): void {
  for (let crash_at = 1; ; crash_at++) {
    const disk = new SimDisk(image, { crash_at });
    const again = { ...promises };
    try {
      new Session(sweep.wrap(disk), again, 'boot-1').append();
      return;
    } catch (error) {
      if (!(error instanceof SimCrash)) {
        if (!isMillraceError(error)) throw error;
        sweep.violations.push(`recovery stopped: ${error.message}`);
        return;
      }
    }
    sweep.check(disk, disk.killImage(), again, 'boot-1');
    for (const lost of disk.powerImages(2, crash_at)) sweep.check(disk, lost, again, 'boot-2');
  }
}

export function sweepPowerLosses(wrap: Wrap, images: number): SweepReport {
  const sweep = new Sweep(wrap);
  const steps = sweep.stepCount();
  for (let crash_at = 1; crash_at <= steps + 1 && !sweep.failed; crash_at++) {
    for (const torn of [undefined, 0.5]) {
      sweep.run(torn === undefined ? { crash_at } : { crash_at, torn }, (disk, promises) => {
        for (const image of disk.powerImages(images, crash_at)) {
          sweep.check(disk, image, promises, 'boot-2');
        }
      });
    }
  }
  return sweep;
}

/** Each step fails once or from then on; what is on disk is judged after each of the next steps. */
export function sweepFaults(wrap: Wrap, kinds: readonly FaultKind[] = FAULT_KINDS): SweepReport {
  const sweep = new Sweep(wrap);
  const steps = sweep.stepCount();
  for (const kind of kinds) {
    for (let at = 1; at <= steps && !sweep.failed; at++) {
      let checks = 0;
      sweep.run(kind(at), (disk, promises) => {
        if (disk.steps < at || checks++ >= CHECKS_AFTER_FAULT_MAX) return;
        sweep.check(disk, disk.killImage(), promises, 'boot-1');
        for (const image of disk.powerImages(1)) sweep.check(disk, image, promises, 'boot-2');
      });
    }
  }
  return sweep;
}

export type FaultKind = (at: number) => SimFaults;
export const FAULT_KINDS: readonly FaultKind[] = [
  (at) => ({ fail: { at, code: 'ENOSPC' } }),
  (at) => ({ fail: { at, code: 'ENOSPC', sticky: true } }),
  (at) => ({ fail: { at, code: 'EIO' }, after_failed_sync: 'kept' }),
  (at) => ({ fail: { at, code: 'EIO' }, after_failed_sync: 'reverted' }),
  (at) => ({ fail: { at, code: 'EIO', sticky: true } }),
  (at) => ({ short_at: at }),
  (at) => ({ short_at: at, fail: { at: at + 1, code: 'ENOSPC' } }),
];

/** A record that could not be written leaves the file as it was. */
export function rollbackProblem(wrap: Wrap): string | null {
  const sim = new SimDisk();
  const disk = wrap(sim);
  const ports = portsOf(disk);
  Journal.create(ports, DIR);
  const model = new Model(ports);
  model.begin();
  model.append();
  const before = sim.dump();
  const next = sim.steps + 1;
  Object.assign(sim.faults, { short_at: next, fail: { at: next + 1, code: 'ENOSPC' } });
  try {
    model.journal.append(recordOf(2, 500));
    return 'the append did not fail';
  } catch (error) {
    if (!isMillraceError(error) || error.code !== 'disk_full') throw error;
  }
  return JSON.stringify(sim.dump()) === JSON.stringify(before) ? null : 'half a record was left';
}
