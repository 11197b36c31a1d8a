import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { program } from '../terminal.mjs';
import { Agent, transcript } from './agent.mjs';
import { campaignStages, ROOT, SPEC } from './stages.mjs';

export const NEW_NAME = 'A1: `node src/total.js week.txt` prints the total.';

/** An agent obeys `next`; its owner changes their mind in a terminal while the stages work. */
export async function campaign(owner) {
  const gates = prepare(owner, (folder) => campaignStages(folder));
  const launch = { program, workspace: owner.project, env: owner.env };
  const agent = await Agent.start(launch, { enqueue_spec: { document: SPEC } });
  const begun = await agent.call('status');
  const isOver = ({ state, asked }) => state === 'closed' && asked !== undefined;
  const [last] = await Promise.all([agent.obey(begun, isOver), decide(owner, agent, gates)]);
  await agent.close();
  const decided = owner.block();
  owner.shown('show', ROOT);
  const report = owner.block();
  owner.shown('diff', ROOT);
  const diff = owner.block();
  check(owner, agent, last);
  const facts = owner.block();
  owner.say(transcript(agent.calls));
  return { decided, report, diff, agent: owner.block(), facts };
}

/** A project in git with a workspace; the stages play what `stages` says of the folder of gates. */
export function prepare(owner, stages) {
  const gates = join(owner.folder, 'gates');
  mkdirSync(gates);
  mkdirSync(owner.project);
  writeFileSync(owner.env.MILLRACE_SCENARIO, JSON.stringify(stages(gates)));
  writeFileSync(join(owner.project, 'week.txt'), '90\n30\n');
  const git = ['git', '-c', 'user.name=demo', '-c', 'user.email=demo@example.org'];
  owner.ran(...git, 'init', '-q');
  owner.millrace('init', '--mode', 'default_offline');
  owner.ran(...git, 'add', '-A');
  owner.ran(...git, 'commit', '-qm', 'first');
  return gates;
}

async function decide(owner, agent, gates) {
  const near = (name) => owner.until(() => existsSync(join(gates, `${name}-is-near`)));
  const open = (name) => writeFileSync(join(gates, name), '');
  await near('planned');
  owner.say(
    '# Planning has cut three tasks, and the first is being built. The command gets another name.',
  );
  await owner.typed('A1', 'amend', ROOT, '--items', NEW_NAME, '--reason', 'sum is taken');
  owner.say('\n# One of the tasks is not wanted.');
  owner.shown('withdraw', 'plot-the-week', '--reason', 'nobody asked for it');
  open('planned');
  await owner.until(() => isLookingOn(agent));
  owner.say('\n# A stage asks, and only a person may answer.');
  owner.shown('status');
  await owner.typed('Q2', 'answer', 'Q2', '1');
  await near('checked');
  owner.say('\n# The checker runs.');
  owner.shown('amend', ROOT, '--items', 'C: No dependencies.', '--reason', 'it runs anywhere');
  owner.say('\n# One item is let go: not without a terminal, then in one.');
  owner.shown('waive', ROOT, 'A3', '--reason', 'sheets are short');
  await owner.typed('A3', 'waive', ROOT, 'A3', '--reason', 'sheets are short');
  open('checked');
}

/** It knows of the question, and waits again. */
function isLookingOn({ calls, pending }) {
  return calls.at(-1)?.answer.reason === 'waiting' && pending === 'run_wait';
}

function check(owner, { calls }, last) {
  const { state, asked, decisions, questions, not_done } = last;
  const kinds = decisions.map(({ kind, by }) => `${kind} by ${by}`);
  owner.check('the spec is closed', state === 'closed');
  owner.check('A1 has its new words', asked[0].text === NEW_NAME.slice('A1: '.length));
  owner.check(
    'A3 is waived, the rest is met',
    asked.map(({ met }) => met).join() === 'true,true,waived,true',
  );
  owner.check(
    'the dropped task was not done',
    not_done.map(({ key }) => key).join() === 'task/plot-the-week',
  );
  owner.check(
    'one question was answered by the agent, one by a person',
    questions.map(({ answer, answered_by }) => `${answer} by ${answered_by}`).join('; ') ===
      'minutes by mcp:millrace-demo; it ends the command by cli (a person)',
  );
  owner.check('two amendments, a withdrawal, a waiver', kinds.length === 4);
  const sizes = calls.map(({ answer }) => Buffer.byteLength(JSON.stringify(answer)));
  const report = sizes.pop();
  owner.check(
    'no answer was over 2 KB, and the report not over 6',
    Math.max(...sizes) <= 2048 && report <= 6144,
  );
}
