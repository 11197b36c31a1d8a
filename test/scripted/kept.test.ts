import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { NodeDisk } from '../../src/runtime/host/disk.ts';
import { adapterFor, normalize, readOutput } from '../../src/runtime/runners/index.ts';
import { bundled } from '../support/bundled.ts';
import { Workbench } from '../support/keeper/workbench.ts';
import { DECLARED, JUDGEMENT, NODE, RUNNER, requestWith } from '../support/runners/cloth.ts';

/** Seconds, for a stage that is not to come to its limit. */
const LONG = 3600;

const keeper = bundled('support/keeper/keeper-entry.ts');
const scripted = bundled('scripted/support/scripted-entry.ts');

/** One stage as the runtime runs it: adapter, keeper, scripted harness, output, normalization. */
async function runStage(rule: object | null, timeout_seconds: number) {
  const bench = new Workbench(keeper);
  try {
    const owner = bench.owner();
    const config = { ...RUNNER, args: ['{millrace}'], env: {}, prompt: 'file' as const };
    if (rule !== null) {
      writeFileSync(join(bench.base, 'scenario.json'), JSON.stringify({ rules: [rule] }));
      config.args.push('--scenario', 'scenario.json');
    }
    const spec = adapterFor(config).launch({
      attempt: bench.id,
      workspace: bench.workspace,
      node: { ...NODE, timeout_seconds },
      attempt_dir: bench.dir,
      work_dir: bench.base,
      session: null,
      env: process.env,
      self: { node: process.execPath, millrace: scripted },
    });
    owner.prepare(spec, new Map([['in/request.json', JSON.stringify(requestWith())]]));
    owner.spawn(bench.id);
    const completion = await bench.completion(owner);
    const output = readOutput(new NodeDisk(), bench.dir, completion, DECLARED);
    const report = adapterFor(config).report(output, null);
    return { completion, verdict: normalize(JUDGEMENT, completion, output, report) };
  } finally {
    await bench.close();
  }
}

describe('a scripted stage under its keeper', () => {
  const cases: [string, object | null, number, object, object][] = [
    ['succeeds', null, LONG, { exit_code: 0 }, { kind: 'result', outcome: 'WOVEN' }],
    [
      'dies by its own signal',
      { end: { kind: 'kill', signal: 'SIGKILL' } },
      LONG,
      { outcome: 'exited', exit_code: 137 },
      { failure_class: 'runner_killed' },
    ],
    [
      'hangs, ignores every request and is ended with its escaped child',
      { actions: [{ do: 'escape', seconds: 60 }], end: { kind: 'hang', stubborn: true } },
      1,
      { outcome: 'stopped', reason: 'deadline' },
      { failure_class: 'runner_timeout' },
    ],
  ];
  it.concurrent.each(cases)('%s', async (_, rule, timeout_seconds, completion, verdict) => {
    const found = await runStage(rule, timeout_seconds);
    expect(found.completion).toMatchObject(completion);
    expect(found.verdict).toMatchObject(verdict);
  });
});
