import { DiskFault } from '../ports/disk.ts';
import { makeFolders } from '../ports/files.ts';
import type { Child, WaitingChild } from '../ports/processes.ts';
import { assignmentText, type KeeperMode } from './assignment.ts';
import { ATTEMPT_FILES, KEEPER_VARIABLE, SPARE_FOLDER } from './files.ts';
import { type AttemptRef, markOf, spareMarkOf } from './mark.ts';
import type { AttemptsPorts } from './ports.ts';

/** How a keeper is started. */
export interface KeeperCommand {
  /** The attempt directory and the mode follow, for whoever looks at processes. */
  readonly argv: readonly string[];
  /** All that it starts with: everybody of the same user can read it. */
  readonly bare: Readonly<Record<string, string>>;
  /** What it is told: of this a launch may name variables. */
  readonly env: Readonly<Record<string, string>>;
  /** A spare of another release than its owner's is not used. */
  readonly release: string;
}

/** A keeper that was told an attempt, known by its pid and start time. */
export interface ToldKeeper {
  readonly child: Child;
  readonly start: string | null;
}

/** Spares that end in a row without having been used, before no more are made. */
const DEATHS_MAX = 3;
const NAME_LENGTH = 16;
const NAME = /^[0-9a-f]{16}$/;

/**
 * Starts keepers. Most of what that takes is the start of a program, so an owner that stays may have one
 * spare, which has all ready but the attempt: it is told that when it is needed, and ends with its owner.
 */
export class Keepers {
  private spare: (ToldKeeper & { readonly child: WaitingChild }) | null = null;
  private deaths = 0;

  constructor(
    private readonly ports: AttemptsPorts,
    private readonly folder: string,
    private readonly workspace: () => string,
    private readonly command: KeeperCommand,
  ) {}

  start(ref: AttemptRef, mode: KeeperMode): Child {
    const { attempt, directory, workspace } = ref;
    const mark = workspace === null ? attempt : markOf(workspace, attempt);
    const child = this.spawn([directory, mode], mark, `${directory}/${ATTEMPT_FILES.log}`);
    child.give(this.message(ref, mode));
    return child;
  }

  /** Hands the attempt to the spare; null when there is none. */
  hand(ref: AttemptRef): ToldKeeper | null {
    const { spare } = this;
    this.spare = null;
    if (spare === null || !spare.child.give(this.message(ref, 'first'))) return null;
    this.deaths = 0;
    return spare;
  }

  /** Makes a spare unless there is one. A disk that refuses is no fault: it is a comfort. */
  ready(): void {
    if (this.spare !== null || this.deaths >= DEATHS_MAX) return;
    const place = this.place();
    if (place === null) return;
    const child = this.spawn(['spare', place], spareMarkOf(this.workspace()), null);
    const spare = { child, start: this.ports.processes.startOf(child.pid) };
    this.spare = spare;
    void child.ended.then(() => {
      if (this.spare !== spare) return;
      this.spare = null;
      this.deaths += 1;
    });
  }

  standDown(): void {
    this.spare?.child.hangUp();
    this.spare = null;
  }

  private spawn(words: readonly string[], mark: string, log: string | null): WaitingChild {
    const { argv, bare } = this.command;
    return this.ports.processes.spawnWaiting({
      argv: [...argv, ...words],
      cwd: '/',
      env: { ...bare, [KEEPER_VARIABLE]: mark },
      stdout: log,
      stderr: log,
    });
  }

  private message({ directory }: AttemptRef, mode: KeeperMode): string {
    const { env, release } = this.command;
    return assignmentText({ directory, mode, env, release });
  }

  /** A folder of its own for the next spare. */
  private place(): string | null {
    const { disk, ids } = this.ports;
    const folder = `${this.folder}/${SPARE_FOLDER}`;
    try {
      makeFolders(disk, folder);
      if (disk.stat(folder)?.kind !== 'dir') return null;
      this.removeLeftovers(folder);
      const place = `${folder}/${ids.hex(NAME_LENGTH)}`;
      disk.mkdir(place);
      return place;
    } catch (error) {
      if (error instanceof DiskFault) return null;
      throw error;
    }
  }

  /** A spare removes its folder by itself, unless it was killed: then nobody holds its lock. */
  private removeLeftovers(folder: string): void {
    for (const { name, kind } of this.ports.disk.list(folder) ?? []) {
      const place = `${folder}/${name}`;
      if (kind === 'dir' && NAME.test(name) && this.isFree(place)) this.ports.disk.remove(place);
    }
  }

  /** One that has not come so far as to lock anything goes on without its folder. */
  private isFree(place: string): boolean {
    const { disk, lock } = this.ports;
    const claim = `${place}/${ATTEMPT_FILES.claim}`;
    if (disk.stat(claim) === null) return true;
    const held = lock.tryTake(claim);
    held?.release();
    return held !== null;
  }
}
