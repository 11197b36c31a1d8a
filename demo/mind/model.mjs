import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { program } from '../terminal.mjs';
import { Agent } from './agent.mjs';
import { prepare } from './campaign.mjs';
import { ROOT, SPEC, task } from './stages.mjs';

const TICKS_MAX = 40;
const LATER = 'spec-later';
const COMMANDS = [
  [['amend', ROOT, '--items', 'A3:'], 'amend.txt'],
  [['waive', ROOT, 'A3'], 'waive.txt'],
];
const NARROWED = `# Add up a time sheet

Spec-ID: ${ROOT}

Source-Type: manual

Summary: A time sheet holds a duration on each line. I want a command that adds them up.

Acceptance:
- \`node src/sum.js week.txt\` prints the total.
- A line that is no number is refused with its line number.

Goals:
- none

Constraints:
- None stated.

References:
- none
`;

/** A model that does not want A3, as a client and in three stages; then what is left of the contract. */
export async function model(owner) {
  prepare(owner, stages);
  const agent = await Agent.start({ program, workspace: owner.project, env: owner.env });
  await agent.call('enqueue_spec', { document: SPEC });
  await agent.call('enqueue_spec', { document: SPEC.replace('Add up a time sheet', 'Later') });
  await until(agent, 'PLANNER_COMPLETE');
  owner.say('# The planner runs commands in its stage.');
  for (const [words, file] of COMMANDS) {
    owner.say(`$ millrace ${words.join(' ')}`);
    owner.say(read(owner, file).trim());
  }
  owner.say('\n# It hands back a spec without A3, and takes A3 out of a queued document.');
  await told(owner, agent, ROOT, /deviation|question/);
  const { run_id: planned } = await until(agent, 'MANAGER_COMPLETE');
  await told(owner, agent, LATER, /question/);
  owner.say('\n# The manager leaves A3 out of its tasks, once.');
  await told(owner, agent, planned, /covers A3/);
  owner.say('\n# The agent that handed it over tries as well.');
  await tried(owner, agent, { action: 'amend', work: ROOT, items: ['A3:'] });
  await tried(owner, agent, { action: 'answer', question: 'Q3', text: '1' });
  await tried(owner, agent, { action: 'waive', work: ROOT, item: 'A3' });
  const { run_id: judged } = await until(agent, 'ARBITER_COMPLETE');
  owner.say('\n# The Arbiter leaves A3 out of its verdict, once.');
  await told(owner, agent, judged, /id A3/);
  owner.say('\n# What was asked, and what became of it.');
  const { asked, contract_version } = await agent.call('inspect', { view: 'show', key: ROOT });
  for (const { id, text, met } of asked) owner.say(`${id} ${text} ${met === true ? 'met' : met}`);
  owner.check(
    'the contract is version 1, with A3, and all of it is met',
    isWhole(asked, contract_version),
  );
  await agent.close();
  return owner.block();
}

function isWhole(asked, version) {
  return (
    version === 1 && asked.map(({ id, met }) => `${id} ${met}`).join() === 'A1 true,A2 true,A3 true'
  );
}

async function tried(owner, agent, args) {
  owner.say(`> revise ${JSON.stringify(args)}`);
  const { error, detail } = await agent.call('revise', args);
  owner.say(
    error === undefined ? detail : `error ${error.code}: ${error.message}\nnext: ${error.next}`,
  );
}

/** Of what is on record about something, the lines that say so. */
async function told(owner, agent, key, about) {
  const { decisions } = await agent.call('inspect', { view: 'why', key, limit: 40 });
  const lines = decisions.flatMap(({ rule, changed, evidence = [] }) =>
    rule === 'contract_violation'
      ? evidence.map((line) => `sent back: ${line}`)
      : [changed].flat().flatMap((line) => line.split('\n')),
  );
  const found = lines.filter((line) => about.test(line));
  owner.check('it is on record', found.length > 0);
  for (const line of found) owner.say(line);
}

function read(owner, file) {
  const attempts = join(owner.project, 'millrace-agents', 'attempts');
  const [first] = readdirSync(attempts).sort();
  return readFileSync(join(attempts, first, 'out', file), 'utf8');
}

async function until(agent, outcome) {
  for (let tick = 0; tick < TICKS_MAX; tick += 1) {
    const { did, applied, next } = await agent.call('run_once');
    if (did === 'running') continue;
    if (did !== 'applied') throw new Error(`no stage ended with ${outcome}: ${next}`);
    if (applied.outcome === outcome) return applied;
  }
  throw new Error(`no stage ended with ${outcome}`);
}

function stages() {
  const commands = COMMANDS.map(([words, output]) => ({
    do: 'run',
    argv: [process.execPath, program, ...words],
    output,
  }));
  const queued = `millrace-agents/specs/queue/${LATER}.md`;
  return {
    rules: [
      {
        match: { node_id: 'planner', root: ROOT },
        ...ONCE,
        actions: [
          ...commands,
          {
            do: 'replace',
            path: queued,
            find: '- A sheet of a million lines takes less than a second.\n',
            with: '',
          },
          { do: 'propose', file: `${ROOT}.md`, text: NARROWED },
          { do: 'artifacts' },
        ],
      },
      {
        match: { node_id: 'manager', root: ROOT },
        ...ONCE,
        actions: [
          task('print-the-total', ['A1', 'A2'], 'the total is printed'),
          { do: 'artifacts' },
        ],
      },
      {
        match: { node_id: 'manager', root: ROOT },
        actions: [
          task('print-the-total', ['A1', 'A2', 'A3'], 'the total is printed'),
          { do: 'artifacts' },
        ],
      },
      {
        match: { node_id: 'arbiter', root: ROOT },
        ...ONCE,
        actions: [{ do: 'artifacts' }, { do: 'artifact', file: 'verdict.json', text: VERDICT }],
      },
    ],
  };
}

/** Only the first attempt: what is sent back is done as it should be. */
const ONCE = { times: 1, per: 'attempt' };
const VERDICT = JSON.stringify({
  terminal_result: 'ARBITER_COMPLETE',
  criteria: ['A1', 'A2'].map((id) => ({ id, met: true, evidence: 'seen' })),
});
