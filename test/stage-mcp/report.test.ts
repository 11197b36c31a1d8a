import { beforeEach, describe, expect, it } from 'vitest';
import { adapterFor, normalize, readOutput } from '../../src/runtime/runners/index.ts';
import { SimDisk } from '../../src/sim/sim-disk.ts';
import { completionWith, DECLARED, JUDGEMENT, RUNNER } from '../support/runners/cloth.ts';
import { type Agent, agentAt, attemptOn, DIRECTORY, put, REQUEST, thread } from './support/desk.ts';

let disk = new SimDisk();
let agent: Agent;
beforeEach(async () => {
  disk = new SimDisk();
  attemptOn(disk, { ...REQUEST, resume_nodes: ['spin'] });
  agent = await agentAt(disk);
});

const report = (args: Record<string, unknown>) => agent.call('report_result', args);
const written = () => disk.read(`${DIRECTORY}/out/result.json`);

/** What the runtime makes of the attempt when it ends with this text. */
function judged(stdout: string) {
  put(disk, 'stdout', stdout);
  const completion = completionWith();
  const output = readOutput(disk, DIRECTORY, completion, DECLARED);
  return normalize(JUDGEMENT, completion, output, adapterFor(RUNNER).report(output, null));
}

describe('report_result', () => {
  it('writes what the runtime then takes', async () => {
    put(disk, 'out/swatch.md', '# Swatch\n');
    await agent.call('propose_work', { text: thread('weft') });
    const given = { terminal_result: 'WOVEN', summary: 'Wove it.', notes: ['Feel it.'] };
    expect(await report(given)).toEqual({
      file: 'out/result.json',
      proposed: ['thread/weft'],
      next: 'End your final message with this line: ### WOVEN',
    });
    expect(judged('### WOVEN')).toMatchObject({
      kind: 'result',
      outcome: 'WOVEN',
      summary: 'Wove it.',
      claims: [{ kind: 'note', text: 'Feel it.' }],
      normalization: 'structured_result_file',
    });
    expect(judged('### KNOTTED')).toMatchObject({ kind: 'violation' });
  });

  it('may be called again', async () => {
    await report({ terminal_result: 'KNOTTED', summary: 'A knot.' });
    const more = { failure_class: 'no_yarn', resume_node: 'spin' };
    await report({ terminal_result: 'TORN', summary: 'It tore.', ...more });
    expect(judged('### TORN')).toMatchObject({
      outcome: 'TORN',
      failure_class: 'no_yarn',
      resume: { resume_node: 'spin' },
    });
  });

  it('says all that is wrong at once, and writes nothing', async () => {
    put(disk, 'out/swatch.md', ' \n');
    disk.mkdir(`${DIRECTORY}/out/books`);
    put(disk, 'out/books/ledger.json', '{');
    disk.mkdir(`${DIRECTORY}/out/work`);
    put(disk, 'out/work/a.md', '# A\n');
    const wrong = { failure_class: 'No Yarn', resume_node: 'sell' };
    expect(await report({ terminal_result: 'SPUN', summary: '', ...wrong })).toMatchInlineSnapshot(`
      [
        "out/result.json: "summary": must not be empty",
        "out/result.json: "failure_class": must match /^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/",
        "terminal_result: not a result of this stage; it is one of WOVEN, KNOTTED, TORN",
        "resume_node: the work cannot go on there; one of spin, or leave it out",
        "out/swatch.md is empty",
        "out/books/ledger.json is not valid JSON in UTF-8",
        "out/work/a.md: Thread-ID is missing. Write "Thread-ID: an-id" on a line of its own.",
        "out/work/a.md: Made-At is missing. Write "Made-At: 2026-01-31T09:00:00Z" on a line of its own.",
        "out/work/a.md: Fibre is missing. Write "Fibre: wool" on a line of its own.",
        "out/work/a.md: Acceptance is missing. Write a line "Acceptance:" and below it one line "- ..." for each item.",
      ]
    `);
    expect(await report({ terminal_result: 'WOVEN', token: 1 })).toMatchInlineSnapshot(`
      [
        "out/result.json: "summary": must be a text",
        "out/result.json: the object: has unknown fields: "token"",
        "out/swatch.md is empty",
        "out/books/ledger.json is not valid JSON in UTF-8",
        "out/work/a.md: Thread-ID is missing. Write "Thread-ID: an-id" on a line of its own.",
        "out/work/a.md: Made-At is missing. Write "Made-At: 2026-01-31T09:00:00Z" on a line of its own.",
        "out/work/a.md: Fibre is missing. Write "Fibre: wool" on a line of its own.",
        "out/work/a.md: Acceptance is missing. Write a line "Acceptance:" and below it one line "- ..." for each item.",
      ]
    `);
    expect(written()).toBeNull();
  });

  it('asks for the files that the result needs', async () => {
    expect(await report({ terminal_result: 'WOVEN', summary: 'Wove it.' })).toEqual([
      'out/swatch.md is missing; WOVEN needs it (markdown)',
    ]);
    expect(written()).toBeNull();
  });

  it('takes what the stage may declare, and nothing else', async () => {
    const given = { terminal_result: 'KNOTTED', summary: 'A knot.', declares: ['no_yarn'] };
    expect(await report(given)).toMatchInlineSnapshot(`
      [
        "out/result.json: "declares": there is no "no_yarn"; leave it out",
      ]
    `);
    expect(written()).toBeNull();
    const node = { ...REQUEST.node, may_declare: ['no_yarn'] };
    disk = new SimDisk();
    attemptOn(disk, { ...REQUEST, node });
    agent = await agentAt(disk);
    expect(await report(given)).toMatchObject({ file: 'out/result.json' });
    expect(await agent.call('stage_context', {})).toMatchObject({ may_declare: ['no_yarn'] });
  });

  it('notes references that lead nowhere', async () => {
    await agent.call('propose_work', { text: thread('knot', '', 'Uses:', '- weft') });
    expect(await report({ terminal_result: 'KNOTTED', summary: 'A knot.' })).toMatchObject({
      notes: ['out/work/knot.md: depends on weft, which is neither proposed nor known'],
    });
  });
});
