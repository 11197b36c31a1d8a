import { expect } from 'vitest';
import { MODE, RIVER, world } from '../support/compiler/world.ts';
import { finish } from './support/campaign.ts';
import { it } from './support/test.ts';

const KITE = `# Red kite

Id: red-kite
Shape: flat

It should fly.
`;

const pebble = (id: string, after = '') =>
  `# ${id}\n\nId: ${id}\nThrown-At: 2026-01-01T00:00:00Z\n${after}`;
const log = { do: 'artifact', file: 'log.md', text: '# Log\n\nIt happened.\n' };
const ends = (match: object, outcome: string, times?: number) => ({
  match,
  actions: [log],
  end: { kind: 'result', outcome },
  ...(times === undefined ? {} : { times }),
});

/** The world is made to be compiled; to run it needs a harness that is there, and handoffs that wait for nothing. */
const edits: Parameters<typeof world>[0] = [
  [MODE, '/stage_runner_bindings/listener', 'scripted'],
  [RIVER, '/terminal_states/1/handoff/lists', {}],
];

/** Kites are flown and judged, pebbles skipped, weighed and mended: nothing of the shipped loops is in use. */
it('a workspace runs families, planes, stages and graphs of its own through a whole campaign', async ({
  empty,
}) => {
  await empty.run('init');
  for (const [path, content] of world(edits)) {
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    empty.write(`millrace-agents/${path}`, text);
  }
  empty.configure('[runners]\ndefault_runner = "scripted"\n');
  expect(await empty.answer('compile', 'validate')).toMatchObject({
    valid: true,
    mode: 'weather',
    diagnostics_total: 0,
    loops: [{ plane: 'sky' }, { plane: 'river' }, { plane: 'cave' }],
  });
  empty.play([
    {
      match: { node_id: 'flyer', family: 'kite' },
      actions: [
        { do: 'propose', file: 'one.md', text: pebble('pebble-one') },
        { do: 'propose', file: 'two.md', text: pebble('pebble-two', '\nAfter:\n- pebble-one\n') },
      ],
    },
    {
      match: { node_id: 'flyer', family: 'gust' },
      actions: [{ do: 'propose', file: 'more.md', text: pebble('pebble-{{run}}') }],
    },
    ends({ node_id: 'weigher', work_id: 'pebble-one' }, 'HEAVY', 1),
    ends({ node_id: 'skipper', work_id: 'pebble-two' }, 'SUNK'),
    ends({ node_id: 'mender', work_id: 'pebble-two' }, 'LOST'),
    ends({ node_id: 'judge' }, 'CLUMSY', 1),
  ]);
  expect(await empty.answer('enqueue-spec', '--document', KITE)).toMatchObject({
    id: 'red-kite',
    path: 'millrace-agents/kites/queue/red-kite.md',
  });
  const story = await finish(empty);
  // Planes that may run side by side end in any order.
  expect(story.map(({ node, outcome }) => `${node} ${outcome}`).sort()).toEqual([
    'flyer FLOWN',
    'flyer FLOWN',
    'flyer FLOWN',
    'judge CLUMSY',
    'judge GRACEFUL',
    'mender LOST',
    'mender MENDED',
    'near HEARD',
    'skipper SKIPPED',
    'skipper SKIPPED',
    'skipper SKIPPED',
    'skipper SKIPPED',
    'skipper SUNK',
    'weigher HEAVY',
    'weigher LIGHT',
    'weigher LIGHT',
    'weigher LIGHT',
  ]);
  expect(await empty.answer('status')).toMatchObject({
    condition: 'idle',
    mode: 'weather',
    closed_roots: 1,
    specs: [{ root: 'red-kite', state: 'closed' }],
    queues: { pebble: { done: 3, superseded: 1 }, gust: { done: 2 }, kite: { done: 1 } },
    blockers_total: 0,
  });
});
