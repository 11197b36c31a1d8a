import { expect, it } from 'vitest';
import { fakeRuntime } from '../support/backend/fake.ts';
import { event } from '../support/backend/fake-inspect.ts';
import { run } from './support/run.ts';

const ITEMS_MAX = 40;

function specOf(items: number): Uint8Array {
  const lines = Array.from(
    { length: items },
    (_, at) => `- Key ${at} subtracts what is in the till`,
  );
  return new TextEncoder().encode(['# Till', '', 'Acceptance:', ...lines].join('\n'));
}

async function handedOver(items: number, what: string) {
  const view = await fakeRuntime().wait({ since: null, root: null, until: 'news', wait_ms: 0 });
  const events = Array.from({ length: 12 }, () => ({ ...event, what }));
  const { out, code } = await run('queue add-spec till.md --await closure --json', {
    backend: { readAnyFile: async () => specOf(items) },
    runtime: { wait: async () => ({ ...view, events }) },
  });
  return { code, answer: JSON.parse(out) };
}

it('says as much of a spec in whatever script the words are that tell how it ended', async () => {
  for (let items = 1; items <= ITEMS_MAX; items += 1) {
    const plain = await handedOver(items, 'a'.repeat(60));
    const wide = await handedOver(items, '\u8a08'.repeat(60));
    expect(plain).toMatchObject({ code: 0, answer: { closure: { reason: 'closed' } } });
    expect(plain.answer.next).toBe(plain.answer.closure.next);
    expect([items, wide.answer.document]).toEqual([items, plain.answer.document]);
  }
});
