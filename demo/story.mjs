import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { changes, commit, runTests } from './project.mjs';

/** Tests that the finished project has: two of the user, two that a stage added. */
const TESTS = 4;
const CHANGED_FILES = 'README.md src/cli.js src/duration.js test/cli.js';

export async function handOver({ report, campaign, project }) {
  report.chapter('A project with failing tests, and a spec for Millrace');
  const before = runTests(project);
  report.note(`node --test        ${before.failed} failed`);
  const made = await campaign.call('init', { mode: 'default_offline' });
  report.note(`init               mode ${made.mode}, simulated: ${made.simulated}`);
  const { valid, diagnostics_total, candidate_plan_id } = await campaign.call('compile_validate');
  report.note(`compile_validate   ${candidate_plan_id}, ${diagnostics_total} problems`);
  commit(project, 'Govern this project with Millrace');
  const spec = await campaign.call('enqueue_spec', { path: 'spec.md' });
  report.note(`enqueue_spec       ${spec.id}, check: ${spec.checks.join(', ')}`);
  report.fact('the tests of the user fail', before.status !== 0 && before.failed === 2);
  report.fact('the plan compiles, with no problem', valid && diagnostics_total === 0);
  report.fact('the spec was understood, with its check', spec.checks.join() === 'node --test');
}

export async function plan({ report, campaign, project }) {
  report.chapter('Planning cuts the spec into tasks [simulated]');
  const tasks = spawned(await campaign.runUntil('MANAGER_COMPLETE'), 'task');
  const text = readFileSync(runtimePath(project, 'tasks/queue/print-the-total.md'), 'utf8');
  report.fact(
    'two tasks were admitted; print-the-total depends on read-durations',
    tasks.length === 2 && text.includes('Depends-On:\n- read-durations\n'),
  );
}

/** Returns the run, and the stage in it that judged. */
export async function repair({ report, campaign }) {
  report.chapter('A false claim is caught by running the tests, and repaired [simulated]');
  const stages = await campaign.runUntil('UPDATE_COMPLETE');
  const run = await campaign.call('runs_trace', { run_id: stages[0].run_id });
  const checker = run.stages.find(({ node }) => node === 'checker');
  const evidence = await campaign.read(artifact(checker, '/report.'));
  const expected = 'BUILDER_COMPLETE FIX_NEEDED FIXER_COMPLETE DOUBLECHECK_PASS UPDATE_COMPLETE';
  const took = stages.map(({ outcome }) => outcome).join(' ');
  report.note(`the builder said "${stages[0].summary}"; the tests said "60 !== 90"`);
  report.fact("the checker's report is the output of the tests", evidence.includes('60 !== 90'));
  report.fact('the claim led to a repair and a second check', took === expected);
  report.fact('the task that others depend on ran first', stages.every(isAbout('read-durations')));
  return { run_id: run.run_id, checker };
}

export async function handOff({ report, campaign }) {
  report.chapter('A task that cannot be done goes back to planning [simulated]');
  const stuck = await campaign.runUntil('NEEDS_PLANNING');
  const planned = await campaign.runUntil('MANAGER_COMPLETE');
  const tasks = spawned(planned, 'task').join();
  report.fact('execution handed an incident to planning', spawned(stuck, 'incident').length === 1);
  report.fact('planning answered with another task', tasks === 'task/total-without-package');
}

export async function crash({ report, campaign, project }) {
  report.chapter('The server is killed while the builder of that task works [simulated]');
  const { stage } = await campaign.call('run_once', { wait_seconds: 1 });
  const before = stage?.attempt_id;
  report.note(`server ${campaign.serverPid}: ${stage?.node} runs, attempt ${before}; kill -9`);
  await campaign.kill();
  await campaign.connect();
  const { active, condition } = await campaign.call('status');
  report.note(`server ${campaign.serverPid}: ${condition}, ${active[0]?.node} ${active[0]?.phase}`);
  const stages = await campaign.runUntil('UPDATE_COMPLETE');
  const builders = stages.filter(({ node }) => node === 'builder');
  const { queues } = await campaign.call('status');
  const superseded = 'tasks/blocked/superseded/print-the-total.md';
  report.note(`attempt that was applied: ${builders[0]?.attempt_id}`);
  report.fact(
    'the running attempt outlived its server and was adopted, not repeated',
    builders.length === 1 && builders[0].attempt_id === before,
  );
  report.fact(
    'the original task is superseded by the replacement',
    queues.task.superseded === 1 && existsSync(runtimePath(project, superseded)),
  );
}

export async function close({ report, campaign }) {
  report.chapter('The Arbiter compares the result with the spec: a gap [simulated]');
  const first = await campaign.runUntil('REMEDIATION_NEEDED');
  report.fact('the gap became an incident', spawned(first, 'incident').length === 1);
  report.chapter('The gap is closed, and judged again [simulated]');
  const second = await campaign.runUntil('ARBITER_COMPLETE');
  const { specs, closed_roots, queues } = await campaign.call('status');
  const built = second.some(({ outcome }) => outcome === 'CHECKER_PASS');
  report.fact('the remedy was built and checked', built && queues.incident.done === 2);
  const [spec] = specs;
  report.fact(`${spec.root} is closed`, spec.state === 'closed' && closed_roots === 1);
}

export function showResults({ report, campaign, project }) {
  report.chapter('What is real: the files, the commands, the tests');
  const after = runTests(project);
  const lines = changes(project);
  const files = lines.slice(0, -1).map((line) => line.trim().split(' ')[0]);
  report.note(`node --test: ${after.passed} passed, ${after.failed} failed; git diff --stat:`);
  for (const line of lines) report.note(line);
  const isHonest = campaign.answers.every(({ simulated }) => simulated === true);
  report.fact('all tests pass', after.status === 0 && after.passed === TESTS);
  report.fact('git sees the work, and no runtime state', files.join(' ') === CHANGED_FILES);
  report.fact(`all ${campaign.answers.length} answers said simulated: true`, isHonest);
}

function spawned(stages, family) {
  return stages.flatMap((stage) => stage.spawned).filter((work) => work.startsWith(`${family}/`));
}

function isAbout(id) {
  return ({ about }) => about.item === `task/${id}`;
}

/** The resource of a stage whose name holds that text. */
export function artifact({ artifacts }, name) {
  return artifacts.find((uri) => uri.includes(name));
}

export function runtimePath(project, path) {
  return join(project, 'millrace-agents', path);
}
