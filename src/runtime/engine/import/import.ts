/**
 * Takes over a workspace that an earlier Millrace made. Preview and apply read and convert by the same
 * code. The earlier workspace is never written to: it moves, whole, into the new one, or is copied into
 * it, and moves back when the import is undone.
 */

import { relative } from 'node:path';
import type { ImportView } from '../../api/index.ts';
import { EarlierFiles, nameOthers } from '../../earlier/index.ts';
import type { Plan } from '../../plan/index.ts';
import { type Disk, explaining } from '../../ports/index.ts';
import {
  BACKUP,
  type CutShort,
  cutShort,
  halfImported,
  type ImportNote,
  type ImportPlaces,
  importPlaces,
  isOwnWorkspace,
  type Layout,
  layoutOf,
  noteIn,
  OwnDisk,
  PLACES,
} from '../../workspace/index.ts';
import type { Handover } from '../commands/hand-over.ts';
import type { Candidate, EnginePorts } from '../ports/engine-ports.ts';
import { Follower } from '../workspace/follower.ts';
import { holderOf, workspaceOwned } from '../workspace/lock.ts';
import { Sketch } from './book.ts';
import { Conversion, type Taken } from './convert.ts';
import { type Intake, takeUp } from './intake.ts';
import { isOurs, neverImported, noPlan, nothingThere, placeTaken, stageRuns } from './refusals.ts';
import { readSources, refuseIfLive, type Sources } from './sources.ts';
import { type Release, stage } from './stage.ts';
import {
  finishImport,
  givePlaceBack,
  inWorkshop,
  putAway,
  takePlace,
  tidyWorkshop,
} from './swap.ts';

/** What the config of the earlier workspace becomes, and the plan that it compiles to. */
export interface Carried {
  readonly config: string;
  readonly candidate: Candidate;
  readonly findings: ImportView['findings'];
  /** Whether it wants ideas to be taken from their inbox. */
  readonly takes_ideas: boolean;
  /** What of it may have limited use and cannot be read; null = nothing. */
  readonly lost_limits: string | null;
}

export interface ImportInput {
  readonly root: string;
  /** Absolute path of the workspace to copy; null = the one that is here. */
  readonly from: string | null;
  /** `is_damaged`: there is one, and it is no text. */
  readonly carry: (config: string | null, is_damaged: boolean) => Carried;
  readonly handover: Handover;
  /** Paths of the assets of this release. */
  readonly shipped: ReadonlySet<string>;
  readonly release: Release;
  /** For the config, which may hold what is nobody else's to read. */
  readonly config_disk: Disk;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

export function previewImport(ports: EnginePorts, input: ImportInput): ImportView {
  return explaining(`Looking at ${input.from ?? input.root}`, () => {
    const places = importPlaces(input.root);
    const unfinished = unfinishedIn(ports, places);
    if (unfinished !== null) return unfinishedView(unfinished, input.root);
    return new Import(ports, input, places).preview();
  });
}

export function applyImport(ports: EnginePorts, input: ImportInput): ImportView {
  return explaining(`Importing ${input.from ?? input.root}`, () => {
    const places = importPlaces(input.root);
    tidyWorkshop(ports, places);
    if (unfinishedIn(ports, places) === null) new Import(ports, input, places).requireRoom();
    return inWorkshop(ports, places, () => {
      const unfinished = unfinishedIn(ports, places);
      if (unfinished === null) return new Import(ports, input, places).apply();
      if (unfinished.kind === 'rollback') throw halfImported(places.layout, unfinished);
      finishImport(ports, places);
      return { ...NOTHING, applied: true, resumed: true };
    });
  });
}

/** Puts back what was there before, byte for byte. */
export function rollbackImport(ports: EnginePorts, root: string): ImportView {
  return explaining(`Undoing the import of ${root}`, () => {
    const places = importPlaces(root);
    const { layout } = places;
    if (unfinishedIn(ports, places) === null) whileAtRest(ports, layout, () => undefined);
    return inWorkshop(ports, places, () => {
      const unfinished = unfinishedIn(ports, places);
      if (unfinished?.kind === 'rollback')
        return undone(givePlaceBack(ports, places, unfinished.kept));
      if (unfinished?.kind === 'import') finishImport(ports, places);
      return whileAtRest(ports, layout, ({ from }) => {
        const kept = putAway(ports, places);
        return undone(from === null ? givePlaceBack(ports, places, kept) : kept);
      });
    });
  });
}

/** A change of places that the next call can finish. Refuses while something is in its way. */
function unfinishedIn({ disk }: EnginePorts, places: ImportPlaces): CutShort | null {
  const unfinished = cutShort(disk, places);
  if (unfinished?.is_blocked) throw halfImported(places.layout, unfinished);
  return unfinished;
}

class Import {
  private readonly earlier: Layout;
  private readonly files: EarlierFiles;

  constructor(
    private readonly ports: EnginePorts,
    private readonly input: ImportInput,
    private readonly places: ImportPlaces,
  ) {
    const { disk, clock } = ports;
    this.earlier = layoutOf(input.from ?? input.root);
    const { runtime } = this.earlier;
    this.files = new EarlierFiles(new OwnDisk(disk, clock, runtime), runtime);
  }

  preview(): ImportView {
    this.requireRoom();
    const { sources, carried, conversion } = this.read();
    const taken = conversion.write(new Sketch(this.now()));
    nameOthers(this.files);
    return this.view(sources, carried, taken, false);
  }

  apply(): ImportView {
    this.requireRoom();
    const { ports, input, places, files, earlier } = this;
    const { sources, carried, conversion } = this.read();
    const { candidate, config } = carried;
    const { release, config_disk, from } = input;
    const staging = { sources, candidate, config, conversion, release, config_disk, from };
    const taken = stage(ports, places, staging);
    nameOthers(files);
    refuseIfLive(ports, files, earlier, sources.snapshot);
    if (input.from === null) takePlace(ports, places);
    else finishImport(ports, places);
    return this.view(sources, carried, taken, true);
  }

  /** What is imported has to be there, and a copy must not come upon anything. */
  requireRoom(): void {
    const { disk } = this.ports;
    const { input, earlier, places } = this;
    if (disk.stat(earlier.runtime)?.kind !== 'dir') throw nothingThere(earlier);
    if (isOwnWorkspace(disk, earlier)) throw isOurs(earlier);
    if (input.from === null || disk.stat(places.layout.runtime) === null) return;
    throw placeTaken(input.root);
  }

  private read() {
    const { ports, input, files, earlier } = this;
    const { text, isDamaged } = this.config();
    const carried = input.carry(text, isDamaged);
    const { plan, problems } = carried.candidate;
    if (plan === null) throw noPlan(problems);
    for (const one of carried.findings) files.say(one);
    const { shipped, handover } = input;
    const { lost_limits, takes_ideas } = carried;
    const sources = readSources(ports, files, earlier, { plan, shipped, lost_limits });
    const about = { root: earlier.root, is_copy: input.from !== null, takes_ideas };
    const intake = takeUp({ ports, handover, plan, sources, ...about });
    return { sources, carried, conversion: this.conversion(sources, intake, plan, carried) };
  }

  private config(): { readonly text: string | null; readonly isDamaged: boolean } {
    const read = this.files.read(PLACES.config);
    if (read.is === 'absent') return { text: null, isDamaged: false };
    if (read.is === 'bad') this.files.keep(PLACES.config, read.why);
    try {
      if (read.is === 'bytes') return { text: utf8.decode(read.bytes), isDamaged: false };
    } catch {
      this.files.keep(PLACES.config, 'is not UTF-8');
    }
    return { text: null, isDamaged: true };
  }

  private conversion(
    sources: Sources,
    intake: Intake,
    plan: Plan,
    { candidate }: Carried,
  ): Conversion {
    const { hash } = this.ports;
    const { root, from } = this.input;
    const plan_sha256 = hash.sha256(candidate.json);
    const given = { sources, intake, plan, plan_sha256, hash, now: this.now() };
    return new Conversion({ ...given, work_dir: root, from: from ?? root });
  }

  private now(): string {
    return new Date(this.ports.clock.now()).toISOString();
  }

  private view(
    sources: Sources,
    { candidate }: Carried,
    taken: Taken,
    applied: boolean,
  ): ImportView {
    return {
      applied,
      unfinished: null,
      resumed: false,
      undone_to: null,
      release: sources.release.name,
      mode_id: candidate.plan?.mode_id ?? null,
      taken: { ...taken },
      found: this.files.tally,
      pauses: sources.pauses,
      findings: this.files.findings,
    };
  }
}

const NOTHING: ImportView = {
  applied: false,
  unfinished: null,
  resumed: false,
  undone_to: null,
  release: null,
  mode_id: null,
  taken: {},
  found: {},
  pauses: [],
  findings: [],
};

function undone(kept: string): ImportView {
  return { ...NOTHING, applied: true, undone_to: kept };
}

function unfinishedView({ kind, kept }: CutShort, root: string): ImportView {
  const unfinished = kind === 'import' ? 'apply' : 'rollback';
  const what = `was cut short; call import with ${unfinished} true to finish it`;
  return {
    ...NOTHING,
    unfinished,
    findings: [{ path: relative(root, kept), fate: 'kept', what }],
  };
}

/** Works on an imported workspace in which no stage runs, and which nobody owns meanwhile. */
function whileAtRest<T>(ports: EnginePorts, layout: Layout, work: (note: ImportNote) => T): T {
  const { disk, lock } = ports;
  const note = noteIn(disk, layout.runtime);
  if (note === null || disk.stat(layout.at(BACKUP))?.kind !== 'dir') throw neverImported(layout);
  const held = lock.tryTake(layout.lock);
  if (held === null) throw workspaceOwned(holderOf(ports, layout.lock));
  try {
    refuseRunning(ports, layout);
    return work(note);
  } finally {
    held.release();
  }
}

function refuseRunning(ports: EnginePorts, layout: Layout): void {
  const follower = new Follower(ports, layout);
  const live = [...follower.state.runs.values()].find(({ request }) => request?.live != null);
  follower.close();
  if (live !== undefined) throw stageRuns(live.id);
}
