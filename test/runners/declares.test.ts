import { expect, it } from 'vitest';
import type { PlanNode } from '../../src/runtime/plan/index.ts';
import { adapterFor, normalize } from '../../src/runtime/runners/index.ts';
import { completionWith, JUDGEMENT, outputWith, RUNNER } from '../support/runners/cloth.ts';

it('lets a result declare what its stage kind may declare, and nothing else', () => {
  const word = { terminal_result: 'TORN', summary: 'No yarn.', declares: ['no_yarn'] };
  const output = outputWith({ out: { 'result.json': JSON.stringify(word) } });
  const judged = (node: Partial<PlanNode>) => {
    const judgement = { ...JUDGEMENT, node: { ...JUDGEMENT.node, ...node } };
    const report = adapterFor(RUNNER).report(output, null);
    return normalize(judgement, completionWith(), output, report);
  };
  expect(judged({ may_declare: ['no_yarn'] })).toMatchObject({
    kind: 'result',
    declares: ['no_yarn'],
  });
  const foreign = [judged({ may_declare: ['dyed'] }), judged({})];
  expect(foreign.map((one) => 'errors' in one && one.errors)).toMatchInlineSnapshot(`
    [
      [
        {
          "kind": "result_file",
          "text": "out/result.json: "declares": there is no "no_yarn"; this stage may declare dyed",
        },
      ],
      [
        {
          "kind": "result_file",
          "text": "out/result.json: "declares": there is no "no_yarn"; leave it out",
        },
      ],
    ]
  `);
});
