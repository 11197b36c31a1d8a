import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { AttemptLife } from '../../src/runtime/api/index.ts';
import type { KeeperAttempts } from '../../src/runtime/keeper/attempts.ts';
import {
  ATTEMPT_FILES,
  type Attempts,
  type AttemptView,
  type Completion,
  completion as completionSchema,
  type LaunchSpec,
} from '../../src/runtime/keeper/types.ts';
import { stageRequest } from '../../src/runtime/runners/index.ts';
import { play } from './shape.ts';

/**
 * Attempts whose harness survives every owner, without a process of its own: an attempt that was
 * spawned is played by whoever looks at it next, always the same way. Spawns are counted on disk.
 */
export class DurableAttempts implements Attempts {
  private readonly spawned: string;

  constructor(
    private readonly inner: KeeperAttempts,
    private readonly world: string,
  ) {
    this.spawned = join(world, 'spawned');
    mkdirSync(this.spawned, { recursive: true });
  }

  directory(attempt: string): string {
    return this.inner.directory(attempt);
  }

  prepare(spec: LaunchSpec, files: ReadonlyMap<string, string | Uint8Array>): void {
    this.inner.prepare(spec, files);
  }

  spawn(attempt: string): void {
    const marker = join(this.spawned, attempt);
    if (existsSync(marker)) appendFileSync(join(this.world, 'twice.txt'), `${attempt}\n`);
    writeFileSync(marker, '');
  }

  look(attempt: string): AttemptView {
    if (!existsSync(join(this.spawned, attempt))) return { row: 'void' };
    if (!existsSync(this.directory(attempt))) return { row: 'directory_missing' };
    const path = join(this.directory(attempt), ATTEMPT_FILES.completion);
    if (!existsSync(path)) this.play(attempt, path);
    const completion = completionSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
    return { row: 'completed', completion };
  }

  lifeOf(attempt: string): AttemptLife {
    return existsSync(join(this.spawned, attempt)) ? 'ended' : 'starting';
  }

  ready(): void {}

  standDown(): void {}

  processorUse(): null {
    return null;
  }

  cancel(): void {}

  async wait(): Promise<void> {}

  /** The completion comes last, whole: a kill in between is played again. */
  private play(attempt: string, path: string): void {
    const directory = this.directory(attempt);
    const text = readFileSync(join(directory, ATTEMPT_FILES.inputs, 'request.json'), 'utf8');
    const request = stageRequest.parse(JSON.parse(text));
    const judged = (root: string) => existsSync(join(this.world, `judged-${root}`));
    const { out = {}, stdout } = play(request, judged);
    for (const [name, content] of Object.entries(out)) {
      const file = join(directory, ATTEMPT_FILES.outbox, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
    writeFileSync(join(directory, ATTEMPT_FILES.stdout), stdout);
    writeFileSync(join(directory, ATTEMPT_FILES.stderr), '');
    writeFileSync(`${path}.new`, JSON.stringify(completionOf(attempt, stdout)));
    renameSync(`${path}.new`, path);
    // Its gap was worked on: the next judgement of this root is another one.
    const root = request.work?.root;
    if (request.work?.id.startsWith('arbiter-gap') && root != null) {
      writeFileSync(join(this.world, `judged-${root}`), '');
    }
  }
}

function completionOf(attempt: string, stdout: string): Completion {
  const now = new Date().toISOString();
  return {
    attempt,
    outcome: 'exited',
    reason: null,
    exit_code: 0,
    by: 'first',
    swept: 0,
    started_at: now,
    ended_at: now,
    duration_ms: 1,
    stdout_bytes: stdout.length,
    stderr_bytes: 0,
  };
}
