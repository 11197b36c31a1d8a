import { program } from '../terminal.mjs';
import { Agent } from './agent.mjs';
import { prepare } from './campaign.mjs';
import { stable } from './stable.mjs';
import { ROOT, SPEC, task } from './stages.mjs';

const TICKS_MAX = 40;
const LATER = 'spec-later';
const NARROWED = `# Add up a time sheet

Spec-ID: ${ROOT}

Source-Type: manual

Summary: A time sheet holds a duration in minutes on each line. I want a command that adds them up.

Acceptance:
- \`node src/sum.js week.txt\` prints the total.
- A line that is no number is refused with its line number.

Goals:
- none

Constraints:
- none

References:
- none
`;

/** A model that does not want A3, as a client and in three stages; then what is left of the contract. */
export async function model(owner) {
  prepare(owner, stages);
  const launch = { program, workspace: owner.project, env: owner.env };
  const agent = await Agent.start(launch);
  const tried = async (name, args) => {
    owner.say(`> ${name} ${JSON.stringify(args)}`);
    owner.say(said(await agent.call(name, args)));
  };
  await agent.call('enqueue_spec', { document: SPEC });
  await agent.call('enqueue_spec', { document: SPEC.replace('Add up a time sheet', 'Later') });
  await until(agent, owner, 'MANAGER_COMPLETE');
  owner.say('\n# As a client.');
  await tried('revise', { action: 'amend', work: ROOT, items: ['A3:'] });
  await tried('revise', { action: 'answer', question: 'Q1', text: '1' });
  await tried('revise', { action: 'waive', work: ROOT, item: 'A3' });
  await until(agent, owner, 'ARBITER_COMPLETE');
  await agent.close();
  return owner.block();
}

function said({ error, detail, next }) {
  if (error !== undefined) return `error ${error.code}: ${error.message}\n  next: ${error.next}`;
  return `  ${detail}\n  next: ${next}`;
}

async function until(agent, owner, outcome) {
  for (let tick = 0; tick < TICKS_MAX; tick += 1) {
    const { did, applied, next } = await agent.call('run_once');
    if (did === 'running') continue;
    owner.say(stable(JSON.stringify(applied ?? {did, next})));
    if (did !== 'applied') throw new Error(`no stage ended with ${outcome}: ${next}`);
    if (applied.outcome === outcome) return;
  }
}

function stages() {
  const millrace = [process.execPath, program];
  const amend = [...millrace, 'amend', ROOT, '--items', 'A3:'];
  const waive = [...millrace, 'waive', ROOT, 'A3'];
  const queued = `millrace-agents/specs/queue/${LATER}.md`;
  return {
    rules: [
      {
        match: { node_id: 'planner', root: ROOT, attempt: 1 },
        times: 1,
        actions: [
          { do: 'run', argv: amend, output: 'amend.txt' },
          { do: 'run', argv: waive, output: 'waive.txt' },
          { do: 'replace', path: queued, find: '- A sheet of a million lines takes less than a second.\n', with: '' },
          { do: 'propose', file: `${ROOT}.md`, text: NARROWED },
          { do: 'artifacts' },
        ],
      },
      {
        match: { node_id: 'manager', root: ROOT, attempt: 1 },
        times: 1,
        actions: [task('print-the-total', ['A1', 'A2'], 'the total is printed'), { do: 'artifacts' }],
      },
      {
        match: { node_id: 'manager', root: ROOT },
        actions: [task('print-the-total', ['A1', 'A2', 'A3'], 'the total is printed'), { do: 'artifacts' }],
      },
      {
        match: { node_id: 'arbiter', root: ROOT, attempt: 1 },
        times: 1,
        actions: [{ do: 'artifacts' }, { do: 'artifact', file: 'verdict.json', text: VERDICT }],
      },
    ],
  };
}

const VERDICT = JSON.stringify({
  terminal_result: 'ARBITER_COMPLETE',
  criteria: ['A1', 'A2'].map((id) => ({ id, met: true, evidence: 'seen' })),
});
