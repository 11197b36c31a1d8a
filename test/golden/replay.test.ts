import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { NodeHash } from '../../src/runtime/host/hash.ts';
import { Journal } from '../../src/runtime/journal/index.ts';
import { baseText, evolve, type JournalRecord, State, stateFrom } from '../../src/runtime/kernel/index.ts';
import { RUNTIME } from '../../src/prove/sim/observe.ts';
import { SimDisk } from '../../src/sim/sim-disk.ts';
import { JOURNALS } from './support/journals.ts';
import { goldenForm } from './support/state-form.ts';

/**
 * Journals that a release has written. Every later release reads them and comes to the same state;
 * what is there is never changed. `GOLDEN=write` makes them anew, before a format's first release.
 */
const FOLDER = join(import.meta.dirname, 'journals', 'format-1');
const KEPT = /^(?:journal\/(?:\d{8}\.log|checkpoint)$|blobs\/)/;
const hash = new NodeHash();

async function write(name: string, make: () => Promise<SimDisk>): Promise<void> {
  const disk = await make();
  const files = Object.entries(disk.dump(RUNTIME)).flatMap(([path, text]) => {
    const below = path.slice(RUNTIME.length + 1);
    return text !== null && KEPT.test(below) ? [{ below, text }] : [];
  });
  const journal = files.filter(({ below }) => below.startsWith('journal/'));
  const named = journal.map(({ text }) => text).join('\n');
  rmSync(join(FOLDER, name), { recursive: true, force: true });
  for (const { below, text } of files) {
    // Blobs of the plan are large and no part of the state; those of documents are kept.
    const digest = below.slice('blobs/'.length);
    const isDocument = named.includes(`"document":{"sha256":"${digest}"`);
    if (below.startsWith('blobs/') && !isDocument) continue;
    mkdirSync(dirname(join(FOLDER, name, below)), { recursive: true });
    writeFileSync(join(FOLDER, name, below), text);
  }
}

function diskOf(name: string): SimDisk {
  const disk = new SimDisk();
  for (const file of readdirSync(join(FOLDER, name), { recursive: true, withFileTypes: true })) {
    if (!file.isFile() || file.name === 'state.json') continue;
    const path = join(file.parentPath, file.name);
    disk.plant(`${RUNTIME}/${path.slice(join(FOLDER, name).length + 1)}`, readFileSync(path));
  }
  return disk;
}

describe.each(Object.entries(JOURNALS))('the journal "%s" of format 1', (name, make) => {
  it.runIf(process.env.GOLDEN === 'write')('is written anew', () => write(name, make), 300_000);

  it('leads to the state that it led to, with its checkpoint and without', async () => {
    const disk = diskOf(name);
    const journal = new Journal({ disk, hash, boot: 'today' }, `${RUNTIME}/journal`);
    const { checkpoint } = journal.load();
    const state = stateFrom(checkpoint?.texts ?? []);
    const [base = ''] = checkpoint?.texts ?? [];
    expect(withoutWhatCameSince(baseText(stateFrom([base])))).toBe(base);
    journal.replay((record) => {
      evolve(state, record);
    });
    const replayed = new State();
    for (let n = 1; n <= journal.position.seq; n += 1) {
      const record = journal.record(n);
      if (record === null) throw new Error(`record ${n} is gone`);
      evolve(replayed, record);
      for (const [sha256, text] of recordedIn(record)) {
        expect(hash.sha256(text ?? disk.read(`${RUNTIME}/blobs/${sha256}`) ?? '')).toBe(sha256);
      }
    }
    const text = `${JSON.stringify(goldenForm(state), null, 1)}\n`;
    expect(`${JSON.stringify(goldenForm(replayed), null, 1)}\n`).toBe(text);
    await expect(text).toMatchFileSnapshot(join(FOLDER, name, 'state.json'));
  });
});

/** Fields that releases after the first have added, as they stand where nothing was counted yet. */
function withoutWhatCameSince(text: string): string {
  return text
    .replace(',"cost_usd":null,"unpriced":0', '')
    .replace(',"config":null,"config_refusal":null', '')
    .replace(',"loop":null', '')
    .replace(',"quiet_at":""', '')
    .replace(',"usage":{"minutes":[],"quarters":[],"session":{"tokens":0,"untold":0,"cost_usd":0,"unpriced":0}},"spends":[],"largest_spends":[],"largest_costs":[],"usage_warned":[],"triggers":[],"skills":[],"skill_uses":[]', '')
    .replace(',"ideas":[]', '')
    .replace(',"questions_asked":0,"questions":[],"resumes":[]', '');
}

function recordedIn(record: JournalRecord): [string, string | undefined][] {
  return record.c.flatMap((change): [string, string | undefined][] => {
    if (change.k !== 'admit@1' && change.k !== 'revise@1' && change.k !== 'unreadable@1') return [];
    return [[change.document.sha256, change.document.text]];
  });
}
