import { describe, expect, it } from 'vitest';
import { failureRow } from '../../src/runtime/runners/harness/failures.ts';
import type { AttemptOutput } from '../../src/runtime/runners/harness/types.ts';
import {
  adapterFor,
  exitKindOf,
  finalMarker,
  normalize,
  proposalsIn,
} from '../../src/runtime/runners/index.ts';
import { completionWith, JUDGEMENT, KNOWN, outputWith, RUNNER } from '../support/runners/cloth.ts';

const SWATCH = { 'swatch.md': '# Swatch\n' };
const WOVEN = 'I wove it.\n\n### WOVEN\n';

function normalized(output: AttemptOutput, completion = completionWith()) {
  const given = { ...output, exit_code: completion.exit_code };
  const report = adapterFor(RUNNER).report(given, null);
  return normalize(JUDGEMENT, completion, given, report);
}
const json = (value: unknown) => JSON.stringify(value);

describe('the marker of a final message', () => {
  const marker = (token: string, words = '') => ({ kind: 'marker', token, words });
  const none = (quoted: string | null) => ({ kind: 'none', quoted });
  it.each([
    ['### WOVEN', marker('WOVEN')],
    ['done\r\n### WOVEN\r\n\r\n', marker('WOVEN', 'done')],
    ['done\n\n**### WOVEN**\n', marker('WOVEN', 'done\n')],
    ['### **WOVEN**', marker('WOVEN')],
    ['__### WOVEN__', marker('WOVEN')],
    ['  ### WOVEN  ', marker('WOVEN')],
    ['`### WOVEN`', marker('WOVEN')],
    ['### WOVEN ###', marker('WOVEN')],
    ['done\n```\n### WOVEN\n```\n', marker('WOVEN', 'done\n```')],
    ['### TORN\nno, it holds\n### WOVEN', marker('WOVEN', '### TORN\nno, it holds')],
    ['### WOVEN\n### WOVEN\n', marker('WOVEN', '### WOVEN')],
    ['### TORN\n\n### WOVEN\n```', { kind: 'several', tokens: ['TORN', 'WOVEN'] }],
    ['end with\n```\n### WOVEN\n```\nbut three tests fail', none('WOVEN')],
    ['### WOVEN\ntext', none('WOVEN')],
    ['> ### WOVEN', none(null)],
    ['- ### WOVEN', none(null)],
    ['###WOVEN', none(null)],
    ['#### WOVEN', none(null)],
    ['### WOVEN!', none(null)],
    ['### Woven', none(null)],
    ['### UNKNOWN_2', none(null)],
    ['', none(null)],
  ])('in %j is %j', (text, found) => {
    expect(finalMarker(text, KNOWN)).toEqual(found);
  });
});

const SHEPHERD = { kind: 'note', text: 'ask the shepherd' };
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
      claims: [],
      questions: [],
      exit_kind: 'completed',
    });
  });
  it('comes from the file that agrees with the marker', () => {
    const result = {
      terminal_result: 'TORN',
      summary: 'No yarn.',
      failure_class: 'no_yarn',
      resume_node: 'spin',
      target_stage: 'dye',
      assumptions: ['wool is meant', ' '],
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
      notes: [],
      claims: [{ kind: 'assumption', text: 'wool is meant' }, SHEPHERD],
      questions: [],
      exit_kind: 'completed',
    });
  });
  it('comes from the file where the final text has no marker, or one further up', () => {
    const out = { ...SWATCH, 'result.json': json({ terminal_result: 'WOVEN', summary: 'x' }) };
    for (const stdout of ['', 'done', '### TORN would be wrong.\n\n### TORN\n\nIt holds.']) {
      expect(normalized(outputWith({ stdout, out }))).toMatchObject({
        kind: 'result',
        outcome: 'WOVEN',
      });
    }
  });
  it('takes no summary from what stands below a quoted marker, nor the marker itself', () => {
    const stdout = '# Work\n\nI wove it.\n\n**### WOVEN**\n';
    expect(normalized(outputWith({ stdout, out: SWATCH }))).toMatchObject({
      summary: 'I wove it.',
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
    [
      'no marker',
      { stdout: 'done', out: SWATCH },
      'has no result as its last line; end with one of',
    ],
    [
      'a marker that is quoted further up',
      { stdout: 'End with\n```\n### WOVEN\n```\nI cannot: it tears.', out: SWATCH },
      'WOVEN stands further up, and what is not its last line is text',
    ],
    ['a form of another plan', { stdout: '{"terminal_result":"DANCED"}' }, 'no result as its last'],
    ['a form that is not whole', { stdout: '{"terminal_result":"TORN"' }, 'no result as its last'],
    ['a form among words', { stdout: 'So: {"terminal_result":"TORN"}' }, 'no result as its last'],
    [
      'a form that disagrees with the file',
      { stdout: '{"terminal_result":"TORN"}', out: { ...SWATCH, 'result.json': json(valid) } },
      'both must name the same result',
    ],
    ['a foreign marker', { stdout: '### SPUN' }, 'SPUN is not a legal result of this stage'],
    ['two markers', { stdout: '### WOVEN\n### TORN' }, 'ends with several results (WOVEN, TORN)'],
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
      { stdout: '### TORN', out: { ...SWATCH, 'result.json': json(valid) } },
      'out/result.json says WOVEN, but the final message ends with TORN; both must name the same result',
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
    expect(found).toEqual({
      kind: 'violation',
      errors: [{ kind: expect.any(String), text: expect.stringContaining(error) }],
      outcome: expect.toSatisfy((one) => one === null || typeof one === 'string'),
    });
    expect(exitKindOf(found)).toBe('completed');
  });
  it('names all that is wrong at once', () => {
    const out = { 'result.json': '{', 'books/ledger.json': '{' };
    const found = normalized(outputWith({ stdout: 'done', out }));
    expect(found.kind === 'violation' && found.errors.map(({ kind }) => kind)).toEqual([
      'artifact',
      'result_file',
    ]);
  });
  it('names what could not be read, which the marker does not replace', () => {
    const unread = ['out/result.json cannot be read: it is a link, and links are not followed'];
    const output = { ...outputWith({ stdout: WOVEN, out: SWATCH }), unread };
    expect(normalized(output)).toEqual({
      kind: 'violation',
      errors: [{ kind: 'unread', text: unread[0] }],
      outcome: 'WOVEN',
    });
  });
});

describe('a failure of the harness', () => {
  const good = outputWith({ stdout: WOVEN, out: SWATCH, stderr: 'a\nlast words\n' });
  it.each([
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
  it.each([
    ['runner_timeout', 'deadline'],
    ['runner_silent', 'silence'],
  ])('%s wins over a hand-back that is not complete', (failure_class, reason) => {
    const end = completionWith({ outcome: 'stopped', reason });
    const parts = [outputWith({ stdout: WOVEN }), outputWith({ stdout: 'going on', out: SWATCH })];
    for (const part of parts) {
      expect(normalized(part, end)).toMatchObject({ kind: 'failure', failure_class });
    }
  });
  it.each([
    [{ outcome: 'stopped', reason: 'deadline' }, 'timeout', 'The stage ran into its time limit'],
    [
      { outcome: 'stopped', reason: 'silence' },
      'timeout',
      'The harness wrote nothing for too long',
    ],
    [{ exit_code: 1 }, 'runner_error', 'The harness failed: it ended with exit status 1'],
  ] as const)('does not undo a hand-back that was complete before: %o', (end, exit_kind, why) => {
    const file = { 'result.json': json({ terminal_result: 'WOVEN', summary: 'Woven.' }) };
    const found = normalized(outputWith({ out: { ...SWATCH, ...file } }), completionWith(end));
    expect(found).toMatchObject({
      kind: 'result',
      outcome: 'WOVEN',
      summary: 'Woven.',
      exit_kind,
      notes: [expect.stringContaining(`was taken, although ${why}`)],
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
        'work/x.md': new Uint8Array([0xff]),
        'swatch.md': '',
      },
    });
    expect(proposalsIn(out)).toEqual([
      { name: 'b/c.md', text: '# C\n' },
      { name: 'a.md', text: '# A\n' },
    ]);
  });
});
