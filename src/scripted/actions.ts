import { exhausted } from '../runtime/errors/exhausted.ts';
import type { Child } from '../runtime/ports/processes.ts';
import { PROPOSALS_FOLDER, simulatedArtifact, USAGE_FILE } from '../runtime/runners/index.ts';
import { firstSuccess } from './endings.ts';
import type { Action } from './scenario.ts';
import { fill, inside, readText, ScriptedError, type Stage, writeText } from './stage.ts';

const COMMAND_MS_MAX = 30 * 60 * 1000;
const COMMAND_POLL_MS = 1000;

/** Does one thing, really. */
export async function perform(action: Action, stage: Stage): Promise<void> {
  const { disk, clock } = stage.ports;
  switch (action.do) {
    case 'write':
      return writeText(disk, stage.work_dir, action.path, fill(action.text, stage));
    case 'replace':
      return replace(action, stage);
    case 'delete':
      return disk.unlink(inside(disk, stage.work_dir, action.path));
    case 'run':
      return run(action, stage);
    case 'propose': {
      const file = fill(action.file, stage);
      return writeText(disk, stage.out_dir, `${PROPOSALS_FOLDER}${file}`, fill(action.text, stage));
    }
    case 'artifact':
      return writeText(disk, stage.out_dir, action.file, fill(action.text, stage));
    case 'artifacts':
      return leaveArtifacts(action.outcome ?? firstSuccess(stage), stage);
    case 'usage': {
      const { do: _, ...usage } = action;
      return writeText(disk, stage.out_dir, USAGE_FILE, `${JSON.stringify(usage)}\n`);
    }
    case 'print':
      return stage.ports.stdout(`${fill(action.text, stage)}\n`);
    case 'sleep':
      return clock.sleep(action.ms);
    case 'escape':
      start(['sleep', String(action.seconds)], stage, null);
      return;
    default:
      return exhausted(action);
  }
}

function leaveArtifacts(outcome: string, { request, ports, out_dir }: Stage): void {
  for (const artifact of request.node.artifacts) {
    if (!artifact.required_on.includes(outcome)) continue;
    const text = simulatedArtifact(artifact, outcome, request, 'Played from a script.');
    writeText(ports.disk, out_dir, artifact.file, text);
  }
}

function replace(action: Extract<Action, { do: 'replace' }>, stage: Stage): void {
  const { disk } = stage.ports;
  const before = readText(disk, stage.work_dir, action.path);
  const find = fill(action.find, stage);
  if (before === null || !before.includes(find)) {
    throw new ScriptedError(`${action.path} does not hold the text that is to be replaced`);
  }
  const after = before.replace(find, () => fill(action.with, stage));
  writeText(disk, stage.work_dir, action.path, after);
}

async function run(action: Extract<Action, { do: 'run' }>, stage: Stage): Promise<void> {
  const argv = action.argv.map((word) => fill(word, stage));
  const output = action.output === undefined ? null : fill(action.output, stage);
  if (output !== null) writeText(stage.ports.disk, stage.out_dir, output, '');
  const path = output === null ? null : inside(stage.ports.disk, stage.out_dir, output);
  const status = await statusOf(start(argv, stage, path), stage);
  if (action.expect_exit !== undefined && status !== action.expect_exit) {
    throw new ScriptedError(
      `${argv.join(' ')} ended with ${status}, the scenario expects ${action.expect_exit}`,
    );
  }
}

function start(argv: readonly string[], stage: Stage, output: string | null): Child {
  return stage.ports.processes.spawnDetached({
    argv,
    cwd: stage.work_dir,
    env: stage.env,
    stdin: null,
    stdout: output,
    stderr: output,
  });
}

/** The exit code, or the name of what went wrong. */
async function statusOf(child: Child, stage: Stage): Promise<number | string> {
  const { clock } = stage.ports;
  const done = new AbortController();
  let status: number | string = 'no end in time';
  child.ended.then(({ code, error }) => {
    status = error ?? code ?? 'a signal';
    done.abort();
  });
  const end = clock.monotonic() + COMMAND_MS_MAX;
  while (!done.signal.aborted && clock.monotonic() < end) {
    await clock.sleep(COMMAND_POLL_MS, done.signal);
  }
  return status;
}
