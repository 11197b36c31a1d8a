import { describe, expect, it } from 'vitest';
import { answer, archive, repairLineage } from '../../src/runtime/kernel/index.ts';
import { lineageRow } from '../../src/runtime/render/lineage-events.ts';
import { BUILT, done, planned, reason, SPEAKER } from './support/interventions.ts';
import type { Scene } from './support/scene.ts';

const PERSON = { actor: 'ann', is_person: true };

/** All tasks of a spec are built, and one that came from them belongs to no lineage. */
function aboutToJudge(depends_on = ['later']): { scene: Scene; told: readonly string[] } {
  const scene = planned();
  scene.admit('task', 'bare', { parent_task_id: 'a', depends_on });
  let told: readonly string[] = [];
  for (let task = 0; task < 5; task += 1) {
    for (const outcome of BUILT) told = scene.end(outcome);
  }
  return { scene, told };
}

function answered(scene: Scene, words: string) {
  const [question] = scene.state.questions.keys();
  const given = { question: question ?? '', text: words };
  return done(scene, answer(scene.ledger.facts, scene.state, given, PERSON));
}

describe('a lineage with open work elsewhere that came from it', () => {
  it('is not judged before its owner says whether that belongs to it, and others go on', () => {
    const { scene, told } = aboutToJudge();
    expect(told).toMatchInlineSnapshot(`
      [
        "result UPDATE_COMPLETE",
        "task/d to done",
        "idle update_complete by updater-complete-to-terminal-update-complete",
        "question",
        "decision",
      ]
    `);
    expect([...scene.state.questions.values()]).toMatchInlineSnapshot(`
      [
        {
          "at": "2026-01-01T00:00:00.000Z",
          "default": null,
          "holds": true,
          "id": "Q1",
          "key": null,
          "matter": {
            "keys": [
              "task/bare",
            ],
            "of": "drift",
          },
          "needs_person": true,
          "node": "arbiter",
          "options": [
            "bring it in",
            "judge without it",
            "withdraw it",
          ],
          "question": "s is about to be judged, and open work elsewhere came from it: task/bare. What now?",
          "root": "s",
          "run": "",
        },
      ]
    `);
  });

  it('is asked about by no run, and its event names none', () => {
    const { scene } = aboutToJudge();
    const asked = scene.ledger.records.flatMap(({ c }) => c).find(({ k }) => k === 'question@1');
    if (asked?.k !== 'question@1') throw new Error('nothing was asked');
    expect(lineageRow(asked).data).toMatchObject({ run_id: null, node_id: 'arbiter' });
  });

  it('is judged when that work is part of it and done', () => {
    const { scene } = aboutToJudge();
    expect(answered(scene, 'bring it in')).toMatchInlineSnapshot(`
      {
        "changes": [
          "answer",
          "decision",
          "intervention",
          "rehome",
          "revise",
        ],
        "detail": "Q1 is answered: bring it in; 1 of open work join the lineage of s",
        "lines": [
          "Q1 (s is about to be judged, and open work elsewhere came from it: task/bare. What now?): bring it in",
          "task/bare: no lineage -> s",
        ],
      }
    `);
    expect(scene.go()).toMatchInlineSnapshot(`[]`);
  });

  it('is judged without it when its owner says so, and asked no more', () => {
    const { scene } = aboutToJudge();
    expect(answered(scene, 'judge without it')).toMatchInlineSnapshot(`
      {
        "changes": [
          "answer",
          "decision",
          "grant",
        ],
        "detail": "Q1 is answered: judge without it; s is judged without what is open elsewhere",
        "lines": [
          "Q1 (s is about to be judged, and open work elsewhere came from it: task/bare. What now?): judge without it",
          "task/bare",
        ],
      }
    `);
    expect(scene.go()).toMatchInlineSnapshot(`
      [
        "run closure of s",
        "request arbiter",
        "attempt 1",
      ]
    `);
  });

  it('is asked about no more when that work is done, or over, or was brought in by hand', () => {
    const built = aboutToJudge([]).scene;
    const told = BUILT.map((outcome) => built.end(outcome)).at(-1);
    expect(told).toMatchInlineSnapshot(`
      [
        "result UPDATE_COMPLETE",
        "task/bare to done",
        "idle update_complete by updater-complete-to-terminal-update-complete",
        "answer",
        "run closure of s",
        "request arbiter",
        "attempt 1",
      ]
    `);
    const gone = aboutToJudge().scene;
    done(gone, archive(gone.state, { work: 'bare', reason }, PERSON));
    expect(gone.go()).toEqual(['answer', 'run closure of s', 'request arbiter', 'attempt 1']);
    const { scene } = aboutToJudge();
    done(scene, repairLineage(scene.ledger.facts, scene.state, { root: 's', reason }, SPEAKER));
    expect(scene.go()).toEqual(['answer']);
    expect(scene.state.questions.size).toBe(0);
  });
});
