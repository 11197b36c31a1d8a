import { describe, expect, it } from 'vitest';
import { failureRow } from '../../src/runtime/runners/harness/failures.ts';
import type { AttemptOutput } from '../../src/runtime/runners/harness/types.ts';
import {
  adapterFor,
  exitKindOf,
  markersIn,
  normalize,
  proposalsIn,
} from '../../src/runtime/runners/index.ts';
import { completionWith, KNOWN, NODE, outputWith, RUNNER } from '../support/runners/cloth.ts';

const SWATCH = { 'swatch.md': '# Swatch\n' };
const WOVEN = 'I wove it.\n\n### WOVEN\n';

function normalized(output: AttemptOutput, completion = completionWith()) {
  const given = { ...output, exit_code: completion.exit_code };
  const report = adapterFor(RUNNER).report(given, null);
  return normalize(NODE, KNOWN, completion, given, report);
}
const json = (value: unknown) => JSON.stringify(value);

describe('markers', () => {
  it.each([
    ['### WOVEN', ['WOVEN']],
    ['### WOVEN\r\ntext\r\n### WOVEN\r\n', ['WOVEN']],
    ['### TORN\n### WOVEN', ['TORN', 'WOVEN']],
    ['### SUMMARY\n### WOVEN  \n### Woven', ['WOVEN']],
    [' ### WOVEN', []],
    ['> ### WOVEN\n`### WOVEN`\n###WOVEN\n#### WOVEN\n### WOVEN!', []],
    ['### UNKNOWN_2', []],
  ])('in %j are %j', (text, found) => {
    expect(markersIn(text, KNOWN)).toEqual(found);
  });
});

describe('a result', () => {
  it('comes from the marker alone', () => {
    expect(normalized(outputWith({ stdout: WOVEN, out: SWATCH }))).toEqual({
      kind: 'result',
      outcome: 'WOVEN',
      result_class: 'success',
      summary: 'I wove it.',
      failure_class: null,
      resume: {},
      normalization: 'stdout_terminal_token',
      notes: [],
    });
  });
  it('comes from the file that agrees with the marker', () => {
    const result = {
      terminal_result: 'TORN',
      summary: 'No yarn.',
      failure_class: 'no_yarn',
      resume_node: 'spin',
      target_stage: 'dye',
      notes: ['ask the shepherd'],
    };
    const out = { 'result.json': json(result) };
    expect(normalized(outputWith({ stdout: '### TORN', out }))).toEqual({
      kind: 'result',
      outcome: 'TORN',
      result_class: 'blocked',
      summary: 'No yarn.',
      failure_class: 'no_yarn',
      resume: { resume_node: 'spin', target_stage: 'dye' },
      normalization: 'structured_result_file',
      notes: ['ask the shepherd'],
    });
  });
  const filled = { terminal_result: 'TORN', summary: 'No yarn.', notes: [] };
  it('comes from a final text that is a form', () => {
    const form = { ...filled, failure_class: 'no_yarn', resume_node: null };
    expect(normalized(outputWith({ stdout: `${json(form)}\n` }))).toMatchObject({
      kind: 'result',
      outcome: 'TORN',
      summary: 'No yarn.',
      failure_class: 'no_yarn',
      resume: {},
      normalization: 'stdout_terminal_token',
    });
  });
  it('comes from the file where both say the same', () => {
    const out = { 'result.json': json({ terminal_result: 'TORN', summary: 'From the file.' }) };
    expect(normalized(outputWith({ stdout: json(filled), out }))).toMatchObject({
      summary: 'From the file.',
      normalization: 'structured_result_file',
    });
  });
  it('comes from the token of a form that holds other things as well', () => {
    const stdout = json({ terminal_result: 'TORN', mood: 'sad' });
    expect(normalized(outputWith({ stdout }))).toMatchObject({ kind: 'result', outcome: 'TORN' });
  });
});

describe('a violation of the contract', () => {
  const valid = { terminal_result: 'WOVEN', summary: 'x' };
  it.each([
    ['no marker', { stdout: 'done', out: SWATCH }, 'has no result marker; end with exactly one'],
    [
      'a result file without a marker',
      { out: { ...SWATCH, 'result.json': json(valid) } },
      'no result marker',
    ],
    ['a form of another plan', { stdout: '{"terminal_result":"DANCED"}' }, 'no result marker'],
    ['a form that is not whole', { stdout: '{"terminal_result":"TORN"' }, 'no result marker'],
    ['a form among words', { stdout: 'So: {"terminal_result":"TORN"}' }, 'no result marker'],
    [
      'a form that disagrees with the file',
      { stdout: '{"terminal_result":"TORN"}', out: { 'result.json': json(valid) } },
      'both must name the same result',
    ],
    ['a foreign marker', { stdout: '### SPUN' }, 'SPUN is not a legal result of this stage'],
    ['two markers', { stdout: '### WOVEN\n### TORN' }, 'different markers (WOVEN, TORN)'],
    ['no artifact', { stdout: WOVEN }, 'out/swatch.md is missing; WOVEN needs it (markdown)'],
    ['an empty artifact', { stdout: WOVEN, out: { 'swatch.md': ' \n' } }, 'out/swatch.md is empty'],
    [
      'an optional artifact of another format',
      { stdout: WOVEN, out: { ...SWATCH, 'books/ledger.json': 'x' } },
      'out/books/ledger.json is not valid JSON in UTF-8',
    ],
    [
      'bytes that are no text',
      { stdout: '### TORN', out: { 'work/a.md': new Uint8Array([0xff]) } },
      'out/work/a.md is not valid UTF-8 text',
    ],
    [
      'a file that disagrees',
      { stdout: '### TORN', out: { 'result.json': json(valid) } },
      'out/result.json says WOVEN, but the final text says TORN; both must name the same result',
    ],
    [
      'an unknown key',
      { stdout: WOVEN, out: { ...SWATCH, 'result.json': json({ ...valid, next: 'x' }) } },
      'out/result.json: the object: has unknown fields: "next"',
    ],
    [
      'a file that is not JSON',
      { stdout: WOVEN, out: { ...SWATCH, 'result.json': '{' } },
      'out/result.json is not valid JSON in UTF-8',
    ],
  ])('is %s', (_, files, error) => {
    const found = normalized(outputWith(files));
    expect(found).toEqual({ kind: 'violation', errors: [expect.stringContaining(error)] });
    expect(exitKindOf(found)).toBe('completed');
  });
  it('names all that is wrong at once', () => {
    const out = { 'result.json': '{', 'books/ledger.json': '{' };
    const found = normalized(outputWith({ stdout: 'done', out }));
    expect(found.kind === 'violation' && found.errors.length).toBe(3);
  });
});

describe('a failure of the harness', () => {
  const good = outputWith({ stdout: WOVEN, out: SWATCH, stderr: 'a\nlast words\n' });
  it.each([
    ['runner_timeout', 'timeout', { outcome: 'stopped', reason: 'deadline' }],
    ['runner_silent', 'timeout', { outcome: 'stopped', reason: 'silence' }],
    ['runner_non_zero_exit', 'runner_error', { outcome: 'stopped', reason: 'output' }],
    ['interrupted', 'interrupted', { outcome: 'stopped', reason: 'cancelled' }],
    ['interrupted', 'interrupted', { outcome: 'never_spawned', reason: 'cancelled' }],
    ['runner_binary_not_found', 'runner_error', { outcome: 'never_spawned', reason: 'ENOENT' }],
    ['runner_transport_failure', 'runner_error', { outcome: 'lost', exit_code: null }],
    ['runner_non_zero_exit', 'runner_error', { exit_code: 3 }],
    ['runner_non_zero_exit', 'runner_error', { exit_code: 127 }],
    ['runner_killed', 'runner_error', { exit_code: 137 }],
  ] as const)('%s wins over a marker that says success', (failure_class, exit_kind, end) => {
    expect(normalized(good, completionWith(end))).toMatchObject({
      kind: 'failure',
      failure_class,
      exit_kind,
      policy: failureRow(failure_class).policy,
    });
  });
  it('quotes the last words of stderr', () => {
    expect(normalized(good, completionWith({ exit_code: 3 }))).toMatchObject({
      summary: 'The harness failed: it ended with exit status 3; its last words: last words',
    });
  });
  it('is a missing program when the recorder says so', () => {
    const output = outputWith({ stderr: 'millrace-recorder: 1: loom: not found\n' });
    expect(normalized(output, completionWith({ exit_code: 127 }))).toMatchObject({
      failure_class: 'runner_binary_not_found',
    });
  });
  it('is the trouble of the provider when the report says so', () => {
    const output = outputWith({ stderr: '429 too many requests; retry after 7 seconds' });
    const found = normalized(output, completionWith({ exit_code: 1 }));
    expect(found).toMatchObject({
      failure_class: 'provider_rate_limited',
      policy: 'rest',
      retry_after_ms: 7000,
    });
    expect(exitKindOf(found)).toBe('provider_error');
  });
});

describe('proposals', () => {
  it('are the documents below out/work, as they were written', () => {
    const { out } = outputWith({
      out: {
        'work/b/c.md': '# C\n',
        'work/a.md': '\ufeff# A\n',
        'work/x.txt': 'x',
        'swatch.md': '',
      },
    });
    expect(proposalsIn(out)).toEqual([
      { name: 'b/c.md', text: '# C\n' },
      { name: 'a.md', text: '# A\n' },
    ]);
  });
});
