import { expect, it } from 'vitest';
import { baseText, stateFrom } from '../../src/runtime/kernel/index.ts';
import { addUsage } from '../../src/runtime/runners/index.ts';
import { Scene } from './support/scene.ts';

const TOKENS = {
  input_tokens: 3,
  cached_input_tokens: 1,
  output_tokens: 2,
  thinking_tokens: 0,
  total_tokens: 5,
};

function running(): Scene {
  const scene = new Scene('shipped');
  scene.admit('spec', 's');
  scene.go();
  return scene;
}

const spending = (cost_usd?: number) => ({ session: null, usage: { ...TOKENS, cost_usd } });

it('is unknown until a harness tells it, then the sum of what was told', () => {
  const scene = running();
  scene.gone('lost', spending());
  expect(scene.state.totals).toMatchObject({ total_tokens: 5, cost_usd: null });
  scene.gone('lost', spending(0.1));
  scene.gone('lost', spending(0.2));
  expect(scene.state.totals).toMatchObject({ total_tokens: 15, cost_usd: 0.3 });
});

it('is unknown after a checkpoint of a release that did not count it', () => {
  const scene = running();
  const { head, ...rest } = JSON.parse(baseText(scene.state));
  const { cost_usd: _, ...totals } = head.totals;
  const older = JSON.stringify({ ...rest, head: { ...head, totals } });
  expect(stateFrom([older]).totals).toEqual(scene.state.totals);
});

it('of a sum is known when that of every part is', () => {
  const known = { ...TOKENS, cost_usd: 0.1 };
  expect(addUsage(known, { ...TOKENS, cost_usd: 0.2 }).cost_usd).toBe(0.3);
  expect(addUsage(known, TOKENS).cost_usd).toBeUndefined();
  expect(addUsage(null, known)).toEqual(known);
});
