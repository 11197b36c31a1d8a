import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * `npm run demo:recovery [-- --write]`: a loop is killed in mid-stage and started again, in a
 * terminal. With `--write` the recording goes into the documentation.
 */
const root = dirname(import.meta.dirname);
const program = join(root, 'dist', 'bin.js');
const folder = mkdtempSync(join(tmpdir(), 'millrace-recovery-'));
const project = join(folder, 'project');
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
const env = {
  PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
  HOME: folder,
  MILLRACE_SCENARIO: join(folder, 'scenario.json'),
};
const recording = [];

async function main() {
  mkdirSync(project);
  writeFileSync(env.MILLRACE_SCENARIO, JSON.stringify(SCENARIO));
  writeFileSync(join(project, 'spec.md'), SPEC);
  shown('init', '--mode', 'default_offline');
  say('$ millrace queue add-spec --path spec.md > /dev/null');
  millrace('queue', 'add-spec', '--path', 'spec.md');
  shown('run', 'start');
  const { run_id } = await building();
  const running = attempts().at(-1);
  shown('status');
  const before = loopPid();
  say(`$ kill -9 ${before}    # the loop, in mid-stage`);
  process.kill(before, 'SIGKILL');
  await until(() => !status().loop.running);
  shown('status');
  shown('run', 'start');
  shown('run', 'wait', '--wait-seconds', '120');
  shown('runs', 'trace', run_id);
  say('$ ls millrace-agents/attempts');
  say(attempts().join('\n'));
  const request = running.slice(0, running.lastIndexOf('-'));
  const builders = attempts().filter((attempt) => attempt.startsWith(`${request}-`));
  check(
    `the builder has one attempt, ${running}: it ran when the loop was killed`,
    builders.join() === running,
  );
  check('another loop applied it', loopPid() !== before);
  check('the spec is closed', status().closed_roots === 1);
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
  return answer('status');
}

function loopPid() {
  return status().loop.pid;
}

function answer(...words) {
  return JSON.parse(millrace(...words, '--json'));
}

/** A command and what it printed. */
function shown(...words) {
  say(`$ millrace ${words.join(' ')}`);
  say(millrace(...words).trimEnd());
}

function millrace(...words) {
  const options = { cwd: project, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] };
  return execFileSync(process.execPath, [program, ...words], options);
}

function check(what, holds) {
  say(`${holds ? 'ok' : 'NOT TRUE'}: ${what}`);
  if (!holds) process.exitCode = 1;
}

function say(text) {
  const plain = text.replaceAll(folder, '').replaceAll(root, 'millrace');
  process.stdout.write(`${plain}\n`);
  recording.push(plain);
}

function publish() {
  const page = `# A loop that is killed

Recorded with \`npm run demo:recovery -- --write\`. The stages are simulated; the processes, the kill and the files are
real.

\`\`\`text
${recording.join('\n')}
\`\`\`
`;
  writeFileSync(join(root, 'docs', 'recovery.md'), page);
}

try {
  await main();
  if (process.argv.includes('--write')) publish();
} finally {
  spawnSync(process.execPath, [program, 'run', 'stop', '--now'], { cwd: project, env });
  rmSync(folder, { recursive: true, force: true });
}
