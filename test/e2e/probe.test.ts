import { expect, it } from 'vitest';
import { Bench } from './support/bench.ts';
import { HARNESSES } from './support/harnesses.ts';

const ANSWER = {
  text: 'Yes.\n\n### PROBE_COMPLETE\n',
  usage: { input: 900, cached: 100, output: 20, thinking: 0 },
};

it.each(HARNESSES)('$name: a probe answers, or says why it cannot', async (harness) => {
  const bench = new Bench(() => ANSWER);
  const { workspace, model } = bench;
  try {
    model.script = () => ANSWER;
    await bench.ready([harness], harness.mode);
    const before = workspace.truth();
    expect(await workspace.answer('doctor', '--probe')).toMatchObject({
      detail: 'Every harness of the plan answered.',
      probes: [{ runner: harness.runner, ok: true, tokens: 920, session: expect.any(String) }],
    });
    model.script = () => ({ status: 401, message: 'the key is not right' });
    expect(await workspace.answer('doctor', '--probe')).toMatchObject({
      probes: [{ runner: harness.runner, ok: false, failure_class: 'runner_not_logged_in' }],
    });
    expect(workspace.truth()).toEqual(before);
    expect(bench.survivors()).toBe(0);
  } finally {
    await bench.close();
  }
});
