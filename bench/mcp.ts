import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { ms, type Row, ratio, type Stat, statOf } from './measure.ts';
import { memoryOf, memoryRow } from './memory.ts';

const STARTS = 15;
const START_RATIO_MAX = 1.2;
const STAGE_START_MS_MAX = 300;
const TOOLS_BYTES_MAX = 9 * 1024;
/** What a client that hands work over needs; the limit is for these. */
const MAIN_TOOLS = [
  'init',
  'compile_validate',
  'enqueue_spec',
  'run_once',
  'status',
  'runs_trace',
  'upgrade_preview',
];
const STATUS_BYTES_MAX = 2 * 1024;
const STATUS_CALLS = 20;
const SERVER_MB_MAX = 60;
const ANSWER_MS_MAX = 60_000;

const toolList = z.looseObject({ tools: z.array(z.looseObject({ name: z.string() })) });

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly result?: Readonly<Record<string, unknown>>;
}

/** A server on stdio and the requests that a client makes of it. */
export class Client {
  private readonly child;
  private readonly waiting = new Map<number, (message: Message) => void>();
  private readonly notices = new Map<string, () => void>();
  private next = 1;

  constructor(argv: readonly string[]) {
    this.child = spawn(process.execPath, [...argv], { stdio: ['pipe', 'pipe', 'inherit'] });
    createInterface({ input: this.child.stdout }).on('line', (line) => {
      const message: Message = JSON.parse(line);
      if (message.id === undefined) this.hear(message);
      else this.waiting.get(message.id)?.(message);
    });
  }

  /** The next of those that no request has asked for. */
  nextNotice(method: string): Promise<void> {
    return new Promise((resolve) => this.notices.set(method, resolve));
  }

  private hear({ method = '' }: Message): void {
    this.notices.get(method)?.();
    this.notices.delete(method);
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  ask(method: string, params: object): Promise<unknown> {
    const id = this.next;
    this.next += 1;
    this.send({ id, method, params });
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no answer to ${method}`)), ANSWER_MS_MAX);
      this.waiting.set(id, ({ result }) => {
        clearTimeout(timer);
        resolve(result);
      });
    });
  }

  async initialize(): Promise<void> {
    const clientInfo = { name: 'bench', version: '1.0.0' };
    const params = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo };
    await this.ask('initialize', params);
    this.send({ method: 'notifications/initialized' });
  }

  close(): Promise<void> {
    const ended = new Promise<void>((resolve) => this.child.once('exit', () => resolve()));
    this.child.stdin.end();
    this.child.kill('SIGTERM');
    return ended;
  }

  private send(message: object): void {
    this.child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  }
}

export interface Servers {
  readonly product: readonly string[];
  /** The one with the tools of a stage. */
  readonly stage: readonly string[];
  readonly bundled: readonly string[];
  readonly unbundled: readonly string[];
}

/** From the start of a process to its answer to `initialize`, beside the least server there is. */
export async function measureMcp(servers: Servers): Promise<Row[]> {
  const times = { product: [0], stage: [0], bundled: [0], unbundled: [0] };
  for (let start = 0; start <= STARTS; start += 1) {
    for (const name of ['product', 'stage', 'bundled', 'unbundled'] as const) {
      const took = await start_ms(servers[name]);
      if (start === 0) times[name] = [];
      else times[name].push(took);
    }
  }
  const time = statOf(times.product);
  const bundled = statOf(times.bundled);
  const unbundled = statOf(times.unbundled);
  const part = time.p50 / bundled.p50;
  return [
    { what: 'initialize of a minimal server, bundled alike', time: bundled, ok: null },
    { what: 'initialize of a minimal server, not bundled', time: unbundled, ok: null },
    {
      what: 'initialize',
      time,
      result: `${ratio(part)} bundled, ${ratio(time.p50 / unbundled.p50)} not bundled`,
      limit: ratio(START_RATIO_MAX),
      ok: part <= START_RATIO_MAX,
    },
    stageRow(statOf(times.stage)),
    ...(await measureAnswers(servers.product)),
  ];
}

/** After what a client asks in any case, in a small workspace. */
export async function measureServerMemory(argv: readonly string[]): Promise<Row[]> {
  const client = new Client(argv);
  await client.initialize();
  await client.ask('tools/list', {});
  for (let call = 0; call < STATUS_CALLS; call += 1)
    await client.ask('tools/call', { name: 'status', arguments: {} });
  const memory = memoryOf(client.pid);
  await client.close();
  return [memoryRow('memory of a server', memory, SERVER_MB_MAX)];
}

/** A harness leaves a server out of the first turn that is not there after a second. */
function stageRow(time: Stat): Row {
  const what = 'initialize of the server with the tools of a stage';
  return { what, time, limit: ms(STAGE_START_MS_MAX), ok: time.p50 <= STAGE_START_MS_MAX };
}

async function start_ms(argv: readonly string[]): Promise<number> {
  const start = performance.now();
  const client = new Client(argv);
  await client.initialize();
  const took = performance.now() - start;
  await client.close();
  return took;
}

/** The sizes of what a model is shown, and how long a busy workspace takes to tell its status. */
async function measureAnswers(argv: readonly string[]): Promise<Row[]> {
  const client = new Client(argv);
  await client.initialize();
  const { tools } = toolList.parse(await client.ask('tools/list', {}));
  const main = bytesOf({ tools: tools.filter(({ name }) => MAIN_TOOLS.includes(name)) });
  const times: number[] = [];
  let answer: unknown;
  for (let call = 0; call <= STATUS_CALLS; call += 1) {
    const start = performance.now();
    answer = await client.ask('tools/call', { name: 'status', arguments: {} });
    times.push(performance.now() - start);
  }
  await client.close();
  const [first = 0, ...later] = times;
  const status = bytesOf(structuredOf(answer));
  return [
    {
      what: `tools/list, the ${MAIN_TOOLS.length} main tools`,
      result: `${main} bytes; all ${tools.length} tools ${bytesOf({ tools })} bytes`,
      limit: `${TOOLS_BYTES_MAX} bytes`,
      ok: main <= TOOLS_BYTES_MAX,
    },
    {
      what: 'status of a busy workspace of 100,000 items',
      time: statOf(later),
      result: `${status} bytes; first answer ${ms(first)} ms`,
      limit: `${STATUS_BYTES_MAX} bytes`,
      ok: status > 0 && status <= STATUS_BYTES_MAX,
    },
  ];
}

export function structuredOf(answer: unknown): unknown {
  if (typeof answer !== 'object' || answer === null || !('structuredContent' in answer))
    return null;
  if ('isError' in answer && answer.isError === true) throw new Error(JSON.stringify(answer));
  return answer.structuredContent;
}

export function bytesOf(value: unknown): number {
  return value == null ? 0 : Buffer.byteLength(JSON.stringify(value));
}
