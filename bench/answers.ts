import { z } from 'zod';
import { taskId } from './documents.ts';
import { bytesOf, Client, structuredOf } from './mcp.ts';
import { ms, type Row, statOf } from './measure.ts';

const CALLS = 60;
const WARM_UP_CALLS = 10;
const ANSWER_MS_MAX = 5;
const ANSWER_BYTES_MAX = 2048;
const PAGE_BYTES_MAX = 6144;

const listedResources = z.looseObject({
  resources: z.array(z.looseObject({ uri: z.string() })),
});
const listed = z.looseObject({ rows: z.array(z.looseObject({ key: z.string() })) });

interface Question {
  readonly what: string;
  readonly method: 'tools/call' | 'resources/read';
  readonly params: Readonly<Record<string, unknown>>;
  readonly bytes_max: number;
}

/** A page of a text, as it travels. */
const RESOURCE_BYTES_MAX = 48_000;
const contents = z.looseObject({ contents: z.array(z.looseObject({ uri: z.string() })) });

/**
 * What an agent asks of a workspace that has run for long, each as the whole way through the server and
 * back. A wait does not wait: what it would wait for is there, or it is told not to.
 */
export async function measureAnswers(argv: readonly string[], runs: string): Promise<Row[]> {
  const client = new Client(argv);
  await client.initialize();
  const rows: Row[] = [];
  for (const one of await questions(client)) rows.push(await measure(client, one, runs));
  await client.close();
  return rows;
}

async function questions(client: Client): Promise<Question[]> {
  const look = (view: string, more: object = {}, bytes_max = ANSWER_BYTES_MAX): Question => ({
    what: [view, ...Object.values(more)].join(' '),
    method: 'tools/call',
    params: { name: 'inspect', arguments: { view, ...more } },
    bytes_max,
  });
  const plain = (what: string, input: object = {}): Question => {
    const params = { name: what, arguments: { ...input } };
    return { what, method: 'tools/call', params, bytes_max: ANSWER_BYTES_MAX };
  };
  const read = (path: string): Question => {
    const params = { uri: `millrace://${path}` };
    const bytes_max = RESOURCE_BYTES_MAX;
    return { what: `read of ${path}`, method: 'resources/read', params, bytes_max };
  };
  const first = async (of: string) =>
    listed.parse(structuredOf(await ask(client, look('list', { of })))).rows[0]?.key;
  const [task, run, spec] = [await first('tasks'), await first('runs'), await first('specs')];
  const root = spec?.split('/')[1];
  const { resources } = listedResources.parse(await client.ask('resources/list', {}));
  const planes = resources.flatMap(({ uri }) => /^millrace:\/\/graph\/(\w+)$/.exec(uri)?.[1] ?? []);
  const known = (key: string, found: string | undefined) =>
    found === undefined ? [] : [{ name: key, key: found }];
  const oldest = `task/${taskId(0)}`;
  const subjects = [
    ...known('the oldest task', oldest),
    ...known('a task', task),
    ...known('a run', run),
    ...known('a spec', spec),
  ];
  return [
    plain('status'),
    plain('run_wait', { wait_seconds: 0 }),
    ...['specs', 'tasks', 'runs', 'decisions', 'ledger'].map((of) => look('list', { of })),
    look('list', { of: 'specs', state: 'closed' }),
    look('list', { of: 'tasks', state: 'done' }),
    look('why'),
    ...['status', 'specs', 'queue', 'items', 'runs', 'decisions', 'events', 'plan', 'docs'].map(
      read,
    ),
    ...planes.flatMap((plane) => [read(`graph/${plane}`), read(`graph/${plane}/mermaid`)]),
    ...(task === undefined ? [] : [read(`items/${task}`)]),
    ...(root === undefined
      ? []
      : ['specs', 'contracts', 'verdicts', 'decisions'].map((of) => read(`${of}/${root}`))),
    ...(run === undefined ? [] : [read(`runs/${run}`), read(`runs/${run}/trace`)]),
    read('docs/guide/first-steps.md'),
    ...subjects.flatMap(({ name, key }) => [
      { ...look('show', { key }, PAGE_BYTES_MAX), what: `show of ${name}` },
      { ...look('why', { key }), what: `why of ${name}` },
    ]),
  ];
}

function ask(client: Client, { method, params }: Question): Promise<unknown> {
  return client.ask(method, params);
}

/** What was asked for, and nothing of what carries it. */
function answered(answer: unknown): unknown {
  const found = contents.safeParse(answer);
  return found.success ? found.data.contents[0] : structuredOf(answer);
}

async function measure(client: Client, question: Question, runs: string): Promise<Row> {
  const times: number[] = [];
  let answer: unknown;
  for (let call = 0; call < WARM_UP_CALLS + CALLS; call += 1) {
    const start = performance.now();
    answer = await ask(client, question);
    if (call >= WARM_UP_CALLS) times.push(performance.now() - start);
  }
  const size = bytesOf(answered(answer));
  const time = statOf(times);
  return {
    what: `${question.what}, ${runs} runs`,
    time,
    result: `${size} bytes`,
    limit: `${ms(ANSWER_MS_MAX)} ms, ${question.bytes_max} bytes`,
    ok: time.p50 <= ANSWER_MS_MAX && size <= question.bytes_max,
  };
}
