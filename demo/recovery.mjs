import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Terminal } from './terminal.mjs';

/**
 * `npm run demo:recovery [-- --write]`: a loop is killed in mid-stage and started again, in a
 * terminal. With `--write` the recording goes into the documentation.
 */
const terminal = new Terminal();
const { project, env } = terminal;
const STAGE_MS = 8000;
const LOOKS_MAX = 600;
const LOOK_MS = 100;
const SCENARIO = {
  rules: [
    {
      match: { stage_kind_id: 'builder' },
      times: 1,
      actions: [{ do: 'sleep', ms: STAGE_MS }],
    },
  ],
};
const SPEC = `# Print the total

Each day of the time sheet is printed; the total of all days is missing.

Acceptance:
- the last line holds the total
`;
const HEAD = `# A loop that is killed

Recorded with \`npm run demo:recovery -- --write\`. The stages are simulated; the processes, the kill and the files are
real.
`;

async function main() {
  mkdirSync(project);
  writeFileSync(env.MILLRACE_SCENARIO, JSON.stringify(SCENARIO));
  writeFileSync(join(project, 'spec.md'), SPEC);
  terminal.shown('init', '--mode', 'default_offline');
  terminal.say('$ millrace queue add-spec --path spec.md > /dev/null');
  terminal.millrace('queue', 'add-spec', '--path', 'spec.md');
  terminal.shown('run', 'start');
  const { run_id } = await building();
  const running = attempts().at(-1);
  terminal.shown('status');
  const before = loopPid();
  terminal.say(`$ kill -9 ${before}    # the loop, in mid-stage`);
  process.kill(before, 'SIGKILL');
  await until(() => !status().loop.running);
  terminal.shown('status');
  terminal.shown('run', 'start');
  terminal.shown('run', 'wait', '--wait-seconds', '120');
  terminal.shown('runs', 'trace', run_id);
  terminal.say('$ ls millrace-agents/attempts');
  terminal.say(attempts().join('\n'));
  const request = running.slice(0, running.lastIndexOf('-'));
  const builders = attempts().filter((attempt) => attempt.startsWith(`${request}-`));
  terminal.check(
    `the builder has one attempt, ${running}: it ran when the loop was killed`,
    builders.join() === running,
  );
  terminal.check('another loop applied it', loopPid() !== before);
  terminal.check('the spec is closed', status().closed_roots === 1);
}

async function building() {
  await until(() => status().active[0]?.node === 'builder');
  return status().active[0];
}

/** Request and number of each attempt, in the order of their requests. */
function attempts() {
  return readdirSync(join(project, 'millrace-agents', 'attempts')).sort();
}

async function until(holds) {
  for (let look = 0; look < LOOKS_MAX; look += 1) {
    if (holds()) return;
    await sleep(LOOK_MS);
  }
  throw new Error('what was waited for did not come');
}

function status() {
  return terminal.answer('status');
}

function loopPid() {
  return status().loop.pid;
}

try {
  await main();
  terminal.publish('recovery', HEAD);
} finally {
  terminal.end();
}
