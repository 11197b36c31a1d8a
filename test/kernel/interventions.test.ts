import { describe, expect, it } from 'vitest';
import {
  archive,
  pause,
  reopen,
  resolve,
  retarget,
  supersede,
  withdraw,
} from '../../src/runtime/kernel/index.ts';
import { BUILT, done, HANDED_OFF, planned, reason, SPEAKER } from './support/interventions.ts';
import type { Scene } from './support/scene.ts';

function states(scene: Scene, ...ids: string[]): (string | undefined)[] {
  return ids.map((id) => scene.state.items.get(`task/${id}`)?.state);
}

describe('supersede', () => {
  const by = (scene: Scene, cascade: 'retarget' | 'withdraw', work = 'a', replacement = 'first') =>
    supersede(scene.ledger.facts, scene.state, { work, replacement, cascade, reason }, SPEAKER);

  it('has what waits for it wait for the other, which is said beforehand', () => {
    const scene = planned();
    expect(done(scene, by(scene, 'retarget'))).toMatchInlineSnapshot(`
      {
        "changes": [
          "intervention",
          "revise",
          "revise",
          "task/a to superseded",
        ],
        "detail": "task/a is superseded by task/first",
        "lines": [
          "task/a: queue -> superseded",
          "task/b waits for task/first",
          "task/d waits for task/first",
        ],
      }
    `);
    expect(scene.state.items.get('task/b')?.deps).toEqual(['first']);
    expect(scene.ledger.facts.document('task/b').text).toContain('- first');
    expect(scene.route(...BUILT).at(-1)).toContain('task/b to active');
  });

  it('ends what waits for it as well, when that is asked for', () => {
    const scene = planned();
    expect(done(scene, by(scene, 'withdraw'))).toMatchInlineSnapshot(`
      {
        "changes": [
          "intervention",
          "task/b to withdrawn",
          "task/d to withdrawn",
          "task/c to withdrawn",
          "task/a to superseded",
        ],
        "detail": "task/a is superseded by task/first",
        "lines": [
          "task/a: queue -> superseded",
          "task/b: queue -> withdrawn",
          "task/d: queue -> withdrawn",
          "task/c: queue -> withdrawn",
        ],
      }
    `);
    expect(states(scene, 'a', 'b', 'c', 'd')).toEqual([
      'superseded',
      'withdrawn',
      'withdrawn',
      'withdrawn',
    ]);
  });

  it('lets the replacement itself wait for it no more', () => {
    const scene = planned();
    done(scene, by(scene, 'retarget', 'a', 'd'));
    expect(scene.state.items.get('task/d')?.deps).toEqual([]);
    expect(scene.state.items.get('task/b')?.deps).toEqual(['d']);
  });

  it('refuses to change more than one record can hold', () => {
    const scene = planned();
    for (let n = 0; n < 200; n += 1) scene.admit('task', `w${n}`, { depends_on: ['a'] });
    expect(done(scene, by(scene, 'retarget'))).toMatchObject({
      what: '203 items wait for task/a, directly or not',
    });
  });

  it.each([
    ['a', 'c', 'retarget', 'task/b would wait for itself'],
    ['a', 'd', 'withdraw', 'task/d waits for task/a and would end with it'],
    ['first', 'b', 'retarget', 'task/first is active'],
    ['a', 'a', 'retarget', 'task/a cannot take the place of task/a'],
    ['a', 'spec/s', 'retarget', 'spec/s cannot take the place of task/a'],
    ['a', 'stray', 'retarget', 'task/stray belongs to no lineage, and task/a to s'],
    ['nowhere', 'a', 'retarget', 'There is no work of that name'],
  ] as const)('refuses %s by %s with %s', (work, replacement, cascade, what) => {
    const scene = planned();
    scene.admit('task', 'stray');
    expect(done(scene, by(scene, cascade, work, replacement))).toMatchObject({
      code: 'revision_refused',
      what: expect.stringContaining(what),
    });
  });
});

describe('retarget', () => {
  const to = (scene: Scene, work: string, from: string, other: string | null) =>
    retarget(scene.ledger.facts, scene.state, { work, from, to: other, reason }, SPEAKER);

  it('replaces one dependency, or drops it', () => {
    const scene = planned();
    expect(done(scene, to(scene, 'c', 'b', 'task/first'))).toMatchInlineSnapshot(`
      {
        "changes": [
          "intervention",
          "revise",
        ],
        "detail": "task/c waits for task/first instead of task/b",
        "lines": [
          "task/c waits for task/first instead of task/b",
        ],
      }
    `);
    done(scene, to(scene, 'task/d', 'task/a', null));
    expect(scene.state.items.get('task/d')).toMatchObject({ deps: [], unmet: 0 });
    expect(scene.ledger.facts.document('task/d').text).not.toContain('Depends-On');
  });

  it('has what waited for withdrawn work go on', () => {
    const scene = planned();
    done(scene, withdraw(scene.ledger.facts, scene.state, { work: 'task/a', reason }, SPEAKER));
    scene.route(...BUILT);
    expect(states(scene, 'b')).toEqual(['queue']);
    done(scene, to(scene, 'b', 'a', null));
    expect(scene.go()).toContain('task/b to active');
  });

  it.each([
    ['a', 'first', 'c', 'task/a would wait for itself: task/a -> task/c -> task/b -> task/a'],
    ['a', 'first', 'a', 'task/a would wait for itself'],
    ['c', 'a', 'first', 'task/c does not wait for a'],
    ['c', 'b', 'nowhere', 'There is no task/nowhere'],
    ['c', 'b', 'b', 'task/c waits for task/b already'],
    ['first', 'a', null, 'task/first is active'],
  ])('refuses %s from %s to %s', (work, from, other, what) => {
    const scene = planned();
    expect(done(scene, to(scene, work, from, other))).toMatchObject({
      what: expect.stringContaining(what),
    });
  });
});

describe('an incident', () => {
  function handedOff(): { scene: Scene; incident: string } {
    const scene = planned();
    scene.ledger.apply(pause(scene.state, 'wait', 'planning')?.changes ?? []);
    scene.route(...HANDED_OFF);
    const [incident = ''] = [...scene.state.handoffs.keys()];
    return { scene, incident };
  }

  it('that is mended by hand is done, and the work that was parked for it goes on', () => {
    const { scene, incident } = handedOff();
    const revision = resolve(scene.ledger.facts, scene.state, { work: incident, reason }, SPEAKER);
    expect(done(scene, revision)).toMatchInlineSnapshot(`
      {
        "changes": [
          "intervention",
          "task/first to queue",
          "incident/incident-first-# to done",
        ],
        "detail": "incident/incident-first-ae630dcf is resolved",
        "lines": [
          "incident/incident-first-ae630dcf: queue -> done",
          "task/first: blocked -> queue",
        ],
      }
    `);
    expect(scene.go()).toContain('task/first to active');
  });

  it('that is withdrawn leaves its parked work blocked', () => {
    const { scene, incident } = handedOff();
    done(scene, withdraw(scene.ledger.facts, scene.state, { work: incident, reason }, SPEAKER));
    expect(states(scene, 'first')).toEqual(['blocked']);
  });

  it('is none of other kinds', () => {
    const scene = planned();
    expect(
      done(scene, resolve(scene.ledger.facts, scene.state, { work: 'a', reason }, SPEAKER)),
    ).toMatchObject({ what: 'task/a is no trouble that was handed to planning' });
  });
});

describe('archive', () => {
  it('ends work that lies in no lineage, and names what waits for it', () => {
    const scene = planned();
    scene.admit('task', 'stray');
    scene.admit('task', 'after', { depends_on: ['stray'] });
    expect(done(scene, archive(scene.state, { work: 'stray', reason }, SPEAKER))).toEqual({
      detail: 'task/stray is put away, undone',
      lines: [
        'task/stray: queue -> withdrawn',
        'task/after waits for task/stray and cannot go on: archive it as well, or retarget it',
      ],
      changes: ['intervention', 'task/stray to withdrawn'],
    });
    expect(scene.ledger.records.at(-1)?.c[0]).toMatchObject({ actor: 'cli', reason: 'so' });
  });

  it('lets closure wait no more for a document that cannot be read', () => {
    const scene = planned();
    const document = { sha256: '0'.repeat(64), size_bytes: 1, text: 'x' };
    const path = 'tasks/queue/x.md';
    scene.ledger.apply([{ k: 'unreadable@1', path, root: null, document, problems: [] }]);
    for (const id of ['a', 'b', 'c', 'd']) {
      done(scene, archive(scene.state, { work: `task/${id}`, reason }, SPEAKER));
    }
    expect(scene.route(...BUILT).at(-1)).not.toContain('run closure of s');
    const file = { work: `millrace-agents/${path}`, reason };
    expect(done(scene, archive(scene.state, file, SPEAKER))).toMatchObject({
      detail: `${path} is put away unread`,
    });
    expect(scene.go()).toContain('run closure of s');
    expect(done(scene, archive(scene.state, file, SPEAKER))).toMatchObject({
      what: 'There is no work of that name',
    });
  });

  it('refuses the root of what has begun', () => {
    const scene = planned();
    scene.ledger.apply([{ k: 'pause@1', source: 'operator', reason, until: null }]);
    scene.admit('spec', 'later');
    scene.admit('task', 'own', { root_spec_id: 'later' });
    expect(done(scene, archive(scene.state, { work: 'later', reason }, SPEAKER))).toMatchObject({
      what: 'spec/later is the root of a lineage that has begun',
    });
  });
});

describe('reopen', () => {
  const again = (scene: Scene, work: string) =>
    reopen(scene.ledger.facts, scene.state, { work, reason }, SPEAKER);

  it('queues a root of its own with the same text; what was judged stays', () => {
    const scene = planned();
    for (const id of ['a', 'b', 'c', 'd']) {
      done(scene, archive(scene.state, { work: `task/${id}`, reason }, SPEAKER));
    }
    expect(done(scene, again(scene, 's'))).toMatchObject({ what: 's is still open' });
    scene.route(...BUILT, 'ARBITER_COMPLETE');
    const before = { ...scene.state.targets.get('s') };
    expect(done(scene, again(scene, 's'))).toMatchInlineSnapshot(`
      {
        "changes": [
          "admit spec/s-2",
          "intervention",
        ],
        "detail": "s is taken up again as s-2, a root of its own",
        "lines": [
          "spec/s-2 is queued, with the text by which s was judged",
          "the verdicts, the report and the work of before stay as they are",
        ],
      }
    `);
    expect(scene.state.targets.get('s')).toEqual(before);
    expect(scene.state.items.get('spec/s-2')).toMatchObject({ root: 's-2', idea: 's-2' });
    expect(scene.state.lineages.get('s-2')).toMatchObject({ follows: 's' });
    expect(scene.state.lineages.get('s')?.decisions?.at(-1)?.text).toBe('s-2 follows it');
    expect(scene.ledger.facts.document('spec/s-2').text).toContain('Follows s, which is over: so');
    expect(done(scene, again(scene, 's'))).toMatchObject({
      what: 's was taken up again as s-2, which is open',
    });
    expect(scene.go()).toContain('spec/s-2 to active');
    expect([...scene.state.open_targets]).toEqual(['s-2']);
  });
});
