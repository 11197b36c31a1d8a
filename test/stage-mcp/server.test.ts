import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { NodeDisk } from '../../src/runtime/host/disk.ts';
import { SimDisk } from '../../src/sim/sim-disk.ts';
import { agentAt, attemptOn, DIRECTORY, put, REQUEST, thread } from './support/desk.ts';

/** Each stage pays for the list in each of its requests. */
const TOOLS_BYTES_MAX = 1200;
/** Of the instructions a client that defers tools shows no more. */
const SHOWN_LENGTH_MAX = 250;

const forms = z.looseObject({ propose: z.tuple([z.looseObject({ form: z.string() })]) });

function attempt(): SimDisk {
  const disk = new SimDisk();
  attemptOn(disk);
  return disk;
}

describe('the server of a stage', () => {
  it('offers three tools in few words', async () => {
    const { client } = await agentAt(attempt());
    const list = await client.listTools();
    const names = ['stage_context', 'propose_work', 'report_result'];
    expect(list.tools.map(({ name }) => name)).toEqual(names);
    expect(JSON.stringify(list).length).toBeLessThan(TOOLS_BYTES_MAX);
    const instructions = client.getInstructions() ?? '';
    expect(instructions.length).toBeLessThanOrEqual(SHOWN_LENGTH_MAX);
    for (const name of names) expect(instructions).toContain(name);
  });

  it('tells what the stage may do, and what it has done', async () => {
    const disk = attempt();
    const retry = { kind: 'contract', errors: ['out/swatch.md is missing'] } as const;
    const again = { ...REQUEST, attempt: { ...REQUEST.attempt, retry } };
    put(disk, 'in/request.json', JSON.stringify(again));
    const agent = await agentAt(disk);
    await agent.call('propose_work', { text: thread('weft') });
    await agent.call('report_result', { terminal_result: 'KNOTTED', summary: 'A knot.' });
    expect(await agent.call('stage_context')).toMatchInlineSnapshot(`
      {
        "contract": "root_spec.md",
        "files": [
          {
            "file": "out/swatch.md",
            "format": "markdown",
            "required_on": [
              "WOVEN",
            ],
          },
          {
            "file": "out/books/ledger.json",
            "format": "json",
            "required_on": [],
          },
        ],
        "handed_back": {
          "proposals": [
            "weft.md",
          ],
          "result": "KNOTTED",
        },
        "in": "/a/q1-1/in",
        "item": "cloth/cloth-blue",
        "lineage": "cloth-blue",
        "mend": [
          "out/swatch.md is missing",
        ],
        "out": "/a/q1-1/out",
        "propose": [
          {
            "family": "thread",
            "form": "# Title

      Thread-ID: an-id
      Made-At: 2026-01-31T09:00:00Z
      Fibre: wool|flax

      Acceptance:
      - a text, or Check: \`one command\`",
            "optional": [
              "Note: a short text",
              "Uses: (list)",
            ],
          },
        ],
        "results": {
          "KNOTTED": "followup_needed",
          "TORN": "blocked or recoverable_failure",
          "WOVEN": "success",
        },
        "stage": "weave",
        "title": "Blue cloth",
      }
    `);
  });

  it('has a form that becomes a document when it is filled in', async () => {
    const agent = await agentAt(attempt());
    const { propose } = forms.parse(await agent.call('stage_context'));
    const text = propose[0].form.replace('wool|flax', 'flax');
    expect(await agent.call('propose_work', { text })).toMatchObject({ proposed: 'thread/an-id' });
  });

  it('changes nothing but what lies in out/', async () => {
    const disk = attempt();
    const before = disk.dump();
    const agent = await agentAt(disk);
    await agent.call('stage_context');
    expect(disk.dump()).toEqual(before);
    await agent.call('propose_work', { text: thread('weft') });
    await agent.call('report_result', { terminal_result: 'KNOTTED', summary: 'A knot.' });
    const added = Object.keys(disk.dump()).filter((path) => !(path in before));
    expect(added).toEqual([
      `${DIRECTORY}/out/result.json`,
      `${DIRECTORY}/out/work`,
      `${DIRECTORY}/out/work/weft.md`,
    ]);
  });

  it('leaves a whole file or none, whenever it is killed', async () => {
    const whole = attempt();
    const first = whole.steps;
    await (await agentAt(whole)).call('propose_work', { text: thread('weft') });
    const steps = whole.steps - first;
    for (let step = 1; step <= steps; step += 1) {
      const disk = attempt();
      disk.faults.fail = { at: disk.steps + step, code: 'EIO', sticky: true };
      const agent = await agentAt(disk);
      await agent.call('propose_work', { text: thread('weft') });
      const found = disk.dump(`${DIRECTORY}/out`)[`${DIRECTORY}/out/work/weft.md`];
      expect([undefined, thread('weft')]).toContain(found);
    }
  });

  it('says how to go on when the disk refuses, and names no path', async () => {
    const disk = attempt();
    disk.faults.fail = { at: disk.steps + 1, code: 'ENOSPC', sticky: true };
    const agent = await agentAt(disk);
    expect(await agent.call('propose_work', { text: thread('weft') })).toEqual([
      'it could not be done (ENOSPC); write the files into out/ instead',
    ]);
    expect(agent.logged.join()).toContain('ENOSPC');
  });

  it.each(['', '{', '{"kind":"stage_request"}'])('survives the request %j', async (text) => {
    const disk = attempt();
    put(disk, 'in/request.json', text);
    const agent = await agentAt(disk);
    expect(await agent.call('stage_context')).toEqual([
      'it could not be done; write the files into out/ instead',
    ]);
  });

  it('knows no other tools', async () => {
    const agent = await agentAt(attempt());
    expect(await agent.call('run_once')).toEqual([
      'there is no such tool; there are stage_context, propose_work, report_result',
    ]);
    expect(await agent.call('propose_work', { text: 1, path: '/x' })).toHaveLength(2);
  });

  it('does not write through a link', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'millrace-stage-mcp-'));
    try {
      for (const name of ['in', 'out', 'elsewhere']) mkdirSync(join(folder, name));
      writeFileSync(join(folder, 'in/request.json'), JSON.stringify(REQUEST));
      symlinkSync(join(folder, 'elsewhere'), join(folder, 'out/work'));
      const agent = await agentAt(new NodeDisk(), folder);
      expect(await agent.call('propose_work', { text: thread('weft') })).toEqual([
        'it could not be done (ENOTDIR); write the files into out/ instead',
      ]);
      expect(readdirSync(join(folder, 'elsewhere'))).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
