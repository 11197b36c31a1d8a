import type { AttemptLife } from '../runtime/api/index.ts';
import {
  ATTEMPT_FILES,
  type Attempts,
  type AttemptView,
  type CancelReason,
  type Completion,
  type LaunchSpec,
  type ProcessorUse,
} from '../runtime/keeper/types.ts';
import type { TreeStanding } from '../runtime/ports/index.ts';
import { writeAll } from '../runtime/ports/write-all.ts';
import { type StageRequest, stageRequest } from '../runtime/runners/index.ts';
import type { SimDisk } from './sim-disk.ts';

/** What a played stage leaves behind. */
export interface Played {
  /** Name in `out/` -> text. */
  readonly out?: Readonly<Record<string, string>>;
  readonly stdout: string;
  readonly stderr?: string;
  readonly exit_code?: number;
  readonly outcome?: Completion['outcome'];
  readonly reason?: string | null;
}

/** null = goes on running until the world lets it end. */
export type Player = (request: StageRequest, world: World) => Played | null;

/**
 * Everything that outlives the process under test: keepers, harnesses, the user's work tree. A
 * crash of the owner leaves it as it is. One attempt runs at most once, or the world says so.
 */
export class World {
  /** Attempt -> how often it was spawned. */
  readonly spawned = new Map<string, number>();
  readonly completions = new Map<string, Completion>();
  readonly voided = new Set<string>();
  /** The user's files. */
  readonly tree = new Map<string, string>();
  /** Note of the tree -> what it held. */
  readonly noted = new Map<string, ReadonlyMap<string, string>>();
  /** As the user's repository says; null = there is none. */
  standing: TreeStanding | null = null;
  /** When a stage that ends now has ended, in milliseconds since the epoch; null = always the same. */
  now: (() => number) | null = null;
  readonly requests: StageRequest[] = [];
  /** Attempts that were spawned while another one of their request was still alive. */
  readonly overlapping: string[] = [];
  /** Attempt -> how often it was looked at since it was asked to end. */
  readonly asked = new Map<string, number>();

  clone(): World {
    const copy = new World();
    copy.standing = this.standing;
    copy.now = this.now;
    for (const [key, value] of this.spawned) copy.spawned.set(key, value);
    for (const [key, value] of this.completions) copy.completions.set(key, value);
    for (const key of this.voided) copy.voided.add(key);
    for (const [key, value] of this.tree) copy.tree.set(key, value);
    for (const [key, value] of this.noted) copy.noted.set(key, value);
    copy.requests.push(...this.requests);
    copy.overlapping.push(...this.overlapping);
    for (const [key, value] of this.asked) copy.asked.set(key, value);
    return copy;
  }

  spawn(attempt: string): void {
    const request = requestOf(attempt);
    for (const other of this.spawned.keys()) {
      if (other === attempt || requestOf(other) !== request) continue;
      if (!this.completions.has(other)) this.overlapping.push(attempt);
    }
    this.spawned.set(attempt, (this.spawned.get(attempt) ?? 0) + 1);
  }
}

function requestOf(attempt: string): string {
  return attempt.slice(0, attempt.lastIndexOf('-'));
}

const decoder = new TextDecoder();
const DURATION_MS = 60_000;
const ENDED_MS = Date.UTC(2026, 0, 1) + DURATION_MS;

/** Attempts on a simulated disk: a spawned stage is played at once, by nobody who can crash. */
export class SimAttempts implements Attempts {
  private readonly own = new Set<string>();

  constructor(
    private readonly disk: SimDisk,
    private readonly folder: string,
    private readonly world: World,
    private readonly player: Player,
  ) {}

  directory(attempt: string): string {
    return `${this.folder}/${attempt}`;
  }

  prepare(spec: LaunchSpec, files: ReadonlyMap<string, string | Uint8Array>): void {
    const directory = this.directory(spec.attempt);
    if (this.disk.stat(directory) !== null) throw new Error(`${spec.attempt} is prepared again`);
    this.disk.mkdir(directory);
    for (const folder of [ATTEMPT_FILES.outbox, ATTEMPT_FILES.inputs]) {
      this.disk.mkdir(`${directory}/${folder}`);
    }
    for (const [name, text] of files) {
      const path = `${directory}/${name}`;
      const parent = path.slice(0, path.lastIndexOf('/'));
      if (this.disk.stat(parent) === null) this.disk.mkdir(parent);
      this.writeDurably(path, text);
    }
    this.writeDurably(`${directory}/${ATTEMPT_FILES.request}`, '{}');
    this.syncFolders(directory);
    this.disk.syncDir(this.folder);
  }

  private syncFolders(folder: string): void {
    for (const { name, kind } of this.disk.list(folder) ?? []) {
      if (kind === 'dir') this.syncFolders(`${folder}/${name}`);
    }
    this.disk.syncDir(folder);
  }

  private writeDurably(path: string, content: string | Uint8Array): void {
    const file = this.disk.open(path, 'create');
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    writeAll(file, path, bytes);
    file.sync();
    file.close();
  }

  spawn(attempt: string): void {
    this.own.add(attempt);
    const directory = this.directory(attempt);
    const bytes = this.disk.peek(`${directory}/${ATTEMPT_FILES.inputs}/request.json`);
    // A keeper that finds its directory deleted ends, and starts nothing.
    if (bytes === null) return;
    this.world.spawn(attempt);
    const request = stageRequest.parse(JSON.parse(decoder.decode(bytes)));
    this.world.requests.push(request);
    const played = this.player(request, this.world);
    if (played !== null) this.finish(attempt, played);
  }

  /** Lets a running attempt end. */
  finish(attempt: string, played: Played): void {
    const directory = this.directory(attempt);
    for (const [name, text] of Object.entries(played.out ?? {})) {
      this.disk.plant(`${directory}/${ATTEMPT_FILES.outbox}/${name}`, text);
    }
    this.disk.plant(`${directory}/${ATTEMPT_FILES.stdout}`, played.stdout);
    this.disk.plant(`${directory}/${ATTEMPT_FILES.stderr}`, played.stderr ?? '');
    const ended_ms = this.world.now?.() ?? ENDED_MS;
    const completion: Completion = {
      attempt,
      outcome: played.outcome ?? 'exited',
      reason: played.reason ?? null,
      exit_code: played.exit_code ?? 0,
      by: 'first',
      swept: 0,
      started_at: new Date(ended_ms - DURATION_MS).toISOString(),
      ended_at: new Date(ended_ms).toISOString(),
      duration_ms: DURATION_MS,
      stdout_bytes: played.stdout.length,
      stderr_bytes: played.stderr?.length ?? 0,
    };
    this.disk.plant(`${directory}/${ATTEMPT_FILES.completion}`, JSON.stringify(completion));
    this.world.completions.set(attempt, completion);
  }

  look(attempt: string): AttemptView {
    const completion = this.world.completions.get(attempt);
    if (this.disk.stat(this.directory(attempt)) === null) return { row: 'directory_missing' };
    if (completion !== undefined) return { row: 'completed', completion };
    if (this.world.voided.has(attempt)) return { row: 'void' };
    if (this.world.spawned.has(attempt)) return { row: 'held' };
    if (this.own.has(attempt)) return { row: 'starting' };
    this.world.voided.add(attempt);
    return { row: 'void' };
  }

  lifeOf(attempt: string): AttemptLife {
    if (this.world.completions.has(attempt) || this.world.voided.has(attempt)) return 'ended';
    return this.world.spawned.has(attempt) ? 'alive' : 'starting';
  }

  ready(): void {}

  standDown(): void {}

  cancel(attempt: string, reason: CancelReason = 'cancelled'): void {
    this.finish(attempt, { stdout: '', outcome: 'stopped', reason });
  }

  processorUse(): ProcessorUse | null {
    return null;
  }

  async wait(): Promise<void> {}
}
