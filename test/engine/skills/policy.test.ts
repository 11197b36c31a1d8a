import { expect, it } from 'vitest';
import type { Trust, TrustSubject } from '../../../src/runtime/ports/index.ts';
import { SimDisk } from '../../../src/sim/sim-disk.ts';
import { ROOT } from '../../../src/sim/sim-workspace.ts';
import { handOver, layout, Machine } from '../support/process.ts';
import {
  learn,
  learning,
  learningMachine,
  PATH,
  promote,
  rest,
  SKILL,
  skillEvents,
  skillText,
  textAt,
} from './support/scene.ts';

/** A user who trusts each text that they have agreed to, and nothing else. */
class Agreeing implements Trust {
  readonly kept: string[] = [];
  private agreed: ReadonlySet<string> | null = null;

  constructor(
    private readonly policy: { readonly promotes: boolean; readonly decides?: boolean },
  ) {}

  judge({ items }: TrustSubject) {
    const { agreed } = this;
    if (agreed === null) return { trusted: true, by: 'init', first: true } as const;
    const changed = items.filter(({ sha256, shipped }) => !shipped && !agreed.has(sha256));
    if (changed.length === 0) return { trusted: true, by: 'person', first: false } as const;
    return { trusted: false, why: 'changed', items: changed, notes: [] } as const;
  }

  keep({ items }: TrustSubject, by: string): void {
    this.agreed = new Set(items.map(({ sha256 }) => sha256));
    this.kept.push(by);
  }

  decides(place: string): boolean {
    return place === ROOT && this.policy.decides === true;
  }

  promotes(place: string): boolean {
    return place === ROOT && this.policy.promotes;
  }
}

/** The curator is no script. */
const REAL = {
  'millrace.toml':
    '[runtime]\ndefault_mode = "learning_offline"\n[runners.mine]\ncommand = "my-agent"\n' +
    '[stages.curator]\nrunner = "mine"\n',
};

const played = learning(skillText('Test first.'));

it('a policy of the user takes what stages propose by itself, and trusts that text alone', async () => {
  const machine = learningMachine(played, REAL);
  const trust = new Agreeing({ promotes: true });
  const one = machine.open({ trust });
  await learn(one);
  await rest(one);
  expect(textAt(machine)).toBe(skillText('Test first.'));
  expect(one.runtime.skill(SKILL).versions).toMatchObject([
    { agreed: 'policy', actor: 'millrace runtime, as a policy of the user allows' },
  ]);
  expect(trust.kept).toEqual(['init', 'policy']);
  const after = machine.disk.killImage();
  await handOver(one);
  expect(await one.runtime.tick({ wait_ms: 0 })).toMatchObject({ did: 'running' });
  // Another edit of the same skill is asked for as ever.
  const edited = new Machine(new SimDisk(after), played, machine.world.clone());
  edited.disk.plant(layout.at(PATH), skillText('Not agreed to.'));
  const next = edited.open({ trust });
  await handOver(next);
  await expect(next.runtime.tick({ wait_ms: 0 })).rejects.toMatchObject({
    code: 'workspace_not_trusted',
  });
});

it('a person who takes a text trusts it, so that work goes on', async () => {
  const machine = learningMachine(played, REAL);
  const trust = new Agreeing({ promotes: false });
  const one = machine.open({ trust });
  await learn(one);
  await one.runtime.control(promote());
  expect(trust.kept).toEqual(['init', 'person']);
  await handOver(one);
  await expect(one.runtime.tick({ wait_ms: 0 })).resolves.toBeDefined();
});

it('a policy that lets agents decide stands for a person, and is said', async () => {
  const machine = learningMachine(played);
  const one = machine.open({ trust: new Agreeing({ promotes: false, decides: true }) });
  await learn(one);
  await one.runtime.control(promote(false));
  expect(one.runtime.skill(SKILL).versions).toMatchObject([{ agreed: 'policy' }]);
});

it('waits for a person where a script played the stage, whatever the policy', async () => {
  const machine = learningMachine(played);
  const one = machine.open({ trust: new Agreeing({ promotes: true }) });
  await learn(one);
  await rest(one);
  expect(one.runtime.skill(SKILL)).toMatchObject({ candidate: { simulated: true }, versions: [] });
});

it('waits for a person where the skill was edited by hand, whatever the policy', async () => {
  const machine = learningMachine(played, { ...REAL, [PATH]: skillText('Mine.') });
  const one = machine.open({ trust: new Agreeing({ promotes: true }) });
  await learn(one);
  await rest(one);
  expect(textAt(machine)).toBe(skillText('Mine.'));
  expect(one.runtime.skill(SKILL)).toMatchObject({ has_candidate: true, versions: [] });
  // With a person it is taken: the stage has read the edit, and nothing of it is lost.
  await one.runtime.control(promote());
  await one.runtime.control({ name: 'revert_skill', skill: SKILL, to: 0, is_person: true });
  expect(textAt(machine)).toBe(skillText('Mine.'));
});

it('says by which texts stages worked, and what came of them', async () => {
  const machine = learningMachine(played);
  const one = machine.open();
  await learn(one);
  await handOver(one);
  for (let tick = 0; tick < 60; tick += 1) await one.runtime.tick({ wait_ms: 0 });
  await one.runtime.control({ name: 'clear', reason: 'anew', force: false });
  await one.runtime.control(promote());
  const { uses } = one.runtime.skill(SKILL);
  expect(uses).toMatchObject([{ version: null, is_current: false }]);
  const [use] = uses;
  const counted = Object.values(use?.results ?? {}).reduce((sum, count) => sum + count, 0);
  expect(counted).toBe(use?.stages);
  expect(use?.stages).toBeGreaterThan(0);
  const [run] = use?.runs ?? [];
  const names = machine.disk.list(layout.at(`runs/${run}`)) ?? [];
  const evidence = names.find(({ name }) => name.startsWith('skill_revision_evidence.'));
  const text = textAt(machine, `runs/${run}/${evidence?.name}`);
  expect(JSON.parse(text ?? '')).toMatchObject({
    kind: 'skill_revision_evidence',
    run_id: run,
    mode_id: 'learning_offline',
    skills: [{ path: expect.stringContaining('SKILL.md'), exists: true }],
  });
  expect(skillEvents(machine)).toContain('skill_proposed builder-core');
});
