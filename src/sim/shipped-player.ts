import { type StageRequest, simulatedArtifact } from '../runtime/runners/index.ts';
import type { Played, Player, World } from './sim-attempts.ts';

/**
 * A campaign on the shipped loops with everything in it: two tasks with a dependency, a repair
 * cycle, a task that is handed back to planning, and a first judgement that asks for more.
 */
export const shippedPlayer: Player = (request, world) => {
  const play = STAGES[request.node.node_id];
  if (play === undefined) throw new Error(`nobody plays ${request.node.node_id}`);
  return play(request, world);
};

type Stage = (request: StageRequest, world: World) => Played;

const STAGES: Readonly<Record<string, Stage>> = {
  planner: (request) => done('PLANNER_COMPLETE', request),
  manager: (request, world) => {
    const work = request.work?.family === 'incident' ? remedy(request, world) : plan();
    return done('MANAGER_COMPLETE', request, work);
  },
  auditor: (request) => done('AUDITOR_COMPLETE', request),
  builder: (request, world) => {
    world.tree.set(`${request.work?.id}.txt`, ordinalOf(request));
    const stuck = request.work?.id === 'task-two' && request.run.visit < 3;
    return done(stuck ? 'BLOCKED' : 'BUILDER_COMPLETE', request);
  },
  checker: (request) => {
    const wrong = request.work?.id === 'task-one';
    return done(wrong ? 'FIX_NEEDED' : 'CHECKER_PASS', request);
  },
  fixer: (request, world) => {
    world.tree.set('fix.txt', ordinalOf(request));
    return done('FIXER_COMPLETE', request);
  },
  doublechecker: (request) => done('DOUBLECHECK_PASS', request),
  updater: (request) => done('UPDATE_COMPLETE', request),
  troubleshooter: (request) => done('BLOCKED', request),
  consultant: (request) => done('NEEDS_PLANNING', request),
  arbiter: (request, world) => {
    const first = !world.tree.has('gap.txt');
    return done(first ? 'REMEDIATION_NEEDED' : 'ARBITER_COMPLETE', request);
  },
};

/** The same after a journal that was lost and begun anew. */
function ordinalOf({ request_id }: StageRequest): string {
  return request_id.slice(request_id.lastIndexOf('-') + 1);
}

function plan(): Record<string, string> {
  return { 'one.md': task('task-one'), 'two.md': task('task-two', ['task-one']) };
}

function remedy(request: StageRequest, world: World): Record<string, string> {
  const id = request.work?.id ?? '';
  if (id.startsWith('arbiter-gap')) world.tree.set('gap.txt', 'closed');
  const name = id.startsWith('arbiter-gap') ? 'task-gap' : 'task-instead';
  return { [`${name}.md`]: task(name) };
}

export function task(id: string, depends: readonly string[] = []): string {
  const lines = [`# ${id}`, '', `Task-ID: ${id}`, ''];
  const list = (label: string, items: readonly string[]) =>
    items.length === 0 ? [] : [`${label}:`, ...items.map((one) => `- ${one}`), ''];
  return [
    ...lines,
    ...list('Depends-On', depends),
    ...list('Covers', ['A1', 'A2']),
    ...list('Target-Paths', ['src']),
    ...list('Acceptance', ['It works']),
    ...list('Required-Checks', ['Check: `true`']),
    ...list('References', ['the spec']),
    ...list('Risk', ['none known']),
  ].join('\n');
}

export function done(
  outcome: string,
  request: StageRequest,
  work: Readonly<Record<string, string>> = {},
): Played {
  const out: Record<string, string> = {
    'result.json': JSON.stringify({
      terminal_result: outcome,
      summary: `${request.node.node_id} says so`,
    }),
  };
  for (const artifact of request.node.artifacts) {
    if (!artifact.required_on.includes(outcome)) continue;
    out[artifact.file] = simulatedArtifact(artifact, outcome, request, 'Words.');
  }
  for (const [name, text] of Object.entries(work)) out[`work/${name}`] = text;
  return { out, stdout: `Done.\n\n### ${outcome}\n` };
}

export const SPEC = `# Add a subtract function

The calculator can only add. It should also subtract.

## Acceptance

- subtract(5, 3) is 2
- Check: \`npm test\`
`;
