import { expect, it } from 'vitest';
import { isMillraceError } from '../../src/runtime/errors/errors.ts';
import { NodeHash } from '../../src/runtime/host/hash.ts';
import type { SimDisk } from '../../src/sim/sim-disk.ts';
import { handOver, layout, Machine } from './support/process.ts';

const utf8 = { decode: new TextDecoder(), encode: new TextEncoder() };

/** A later release goes on with the journal: its record links to the last one and has a kind of its own. */
function continued(disk: SimDisk): void {
  const names = (disk.list(layout.journal) ?? []).map(({ name }) => name);
  const newest = names.filter((name) => /^\d{8}\.log$/.test(name)).at(-1);
  const path = `${layout.journal}/${newest}`;
  const text = utf8.decode.decode(disk.read(path) ?? new Uint8Array()).replace(/\0+$/, '');
  const last = text.trimEnd().split('\n').at(-1) ?? '';
  const chain = last.slice(0, last.indexOf(' '));
  const record = JSON.parse(last.slice(last.indexOf(' ') + 1));
  const body = JSON.stringify({ ...record, n: record.n + 1, c: [{ k: 'dream@1', of: 'sheep' }] });
  const line = `${new NodeHash().sha256(chain + body)} ${body}\n`;
  disk.plant(path, utf8.encode.encode(text + line));
  // How far it is committed is said by a file of its own, which that release has kept as well.
  disk.unlink(`${layout.journal}/mark`);
}

async function said(run: () => unknown): Promise<string> {
  try {
    await run();
  } catch (error) {
    if (isMillraceError(error)) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'not refused';
}

it('a journal that a later release has continued is refused by each call, and left as it is', async () => {
  const machine = new Machine();
  const first = machine.open();
  await handOver(first);
  await first.runtime.tick({ wait_ms: 0 });
  first.runtime.close();
  continued(machine.disk);
  const before = machine.disk.dump(layout.journal);
  const { runtime } = machine.open();
  const words = await said(() => runtime.status());
  expect(words.replace(/\d{8}\.log|byte \d+/g, 'N')).toMatchInlineSnapshot(
    `"journal_newer: millrace-agents/journal/N holds a change of a later kind at N, which this release does not know. Expected: a journal of this release or an earlier one. Next: nothing was changed; update millrace, or go on with the release that wrote it."`,
  );
  expect(await said(() => runtime.tick({ wait_ms: 0 }))).toBe(words);
  expect(await said(() => runtime.control({ name: 'pause', reason: 'r' }))).toBe(words);
  const { ok, findings } = await runtime.doctor();
  expect([ok, findings[0]?.code]).toEqual([false, 'journal_newer']);
  expect(machine.disk.dump(layout.journal)).toEqual(before);
});
