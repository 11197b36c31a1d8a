import { exhausted } from '../runtime/errors/exhausted.ts';
import type {
  Child,
  Clock,
  Disk,
  Http,
  Ids,
  Notice,
  Processes,
  Sent,
  Sink,
} from '../runtime/ports/index.ts';
import { DiskFault, makeFolders, NOTICE_KINDS } from '../runtime/ports/index.ts';
import type { Target } from './notify-config.ts';

/** Each try ends within this. */
export const SEND_MS_MAX = 5000;
const SCRATCH_HEX_LENGTH = 16;

export interface TargetPorts {
  readonly disk: Disk;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly processes: Processes;
  readonly http: Http;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
  /** Absolute path of the workspace, which commands get as MILLRACE_WORKSPACE. */
  readonly root: string;
  /** Folder for what a command reads on its stdin. */
  readonly scratch: string;
}

type Command = Extract<Target, { type: 'command' }>;
type Webhook = Extract<Target, { type: 'webhook' }>;

export function sinkOf(ports: TargetPorts, name: string, target: Target): Sink {
  const kinds = target.kinds === 'all' ? NOTICE_KINDS : target.kinds;
  const send = (notice: Notice, signal: AbortSignal): Promise<Sent> => {
    switch (target.type) {
      case 'command':
        return sendToCommand(ports, target, notice, signal);
      case 'desktop':
        return showOnDesktop(ports, notice, signal);
      case 'webhook':
        return sendToWebhook(ports, target, notice, signal);
      default:
        return exhausted(target);
    }
  };
  return { name, kinds, send };
}

/** The notification is what the command reads; what it prints goes nowhere. */
async function sendToCommand(
  ports: TargetPorts,
  { argv }: Command,
  notice: Notice,
  signal: AbortSignal,
): Promise<Sent> {
  const path = `${ports.scratch}/notice-${ports.ids.hex(SCRATCH_HEX_LENGTH)}.json`;
  try {
    makeFolders(ports.disk, ports.scratch);
    ports.disk.write(path, new TextEncoder().encode(`${JSON.stringify(notice)}\n`));
    const child = start(ports, argv, path);
    // It is open by now, and nothing of it is left behind.
    ports.disk.unlink(path);
    return await ended(ports, child, signal);
  } catch (error) {
    if (!(error instanceof DiskFault)) throw error;
    return failed(`the notification could not be written down for it (${error.code})`);
  }
}

function showOnDesktop(ports: TargetPorts, notice: Notice, signal: AbortSignal): Promise<Sent> {
  const title = `Millrace: ${notice.workspace.name}`;
  const quoted = notice.quoted === null || notice.quoted === '' ? '' : `\n"${notice.quoted}"`;
  const text = `${notice.what}.${quoted}`;
  const argv =
    ports.platform === 'darwin'
      ? ['osascript', ...APPLE_SCRIPT.flatMap((line) => ['-e', line]), title, text]
      : ['notify-send', '--app-name=Millrace', '--', title, plain(text)];
  return ended(ports, start(ports, argv, null), signal);
}

const APPLE_SCRIPT = [
  'on run argv',
  'display notification (item 2 of argv) with title (item 1 of argv)',
  'end run',
];

/** A notification server may read markup in it. */
function plain(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function start(ports: TargetPorts, argv: readonly string[], stdin: string | null): Child {
  const own = Object.entries(ports.env).flatMap(([name, value]) =>
    value === undefined || name.startsWith('MILLRACE_') ? [] : [[name, value] as const],
  );
  const env = { ...Object.fromEntries(own), MILLRACE_WORKSPACE: ports.root };
  return ports.processes.spawnDetached({
    argv,
    cwd: '/',
    env,
    stdin,
    stdout: null,
    stderr: null,
  });
}

async function ended(ports: TargetPorts, child: Child, signal: AbortSignal): Promise<Sent> {
  const over = new AbortController();
  const stop = () => over.abort();
  signal.addEventListener('abort', stop, { once: true });
  const late = ports.clock.sleep(SEND_MS_MAX, over.signal).then(() => null);
  const end = await Promise.race([child.ended, late]);
  signal.removeEventListener('abort', stop);
  over.abort();
  if (end === null) {
    if (child.pid > 0) ports.processes.signalGroup(child.pid, 'SIGKILL');
    return failed(signal.aborted ? 'interrupted' : `no end within ${SEND_MS_MAX / 1000} seconds`);
  }
  if (end.error !== null) return failed(`the program cannot be started (${end.error})`);
  return end.code === 0 ? { ok: true } : failed(`the program ended with ${end.code ?? 'a signal'}`);
}

async function sendToWebhook(
  { http, env }: TargetPorts,
  { url, header, header_env }: Webhook,
  notice: Notice,
  signal: AbortSignal,
): Promise<Sent> {
  const secret = header_env === undefined ? '' : env[header_env];
  if (secret === undefined) return failed(`the variable ${header_env} is not set`);
  const headers = {
    'content-type': 'application/json',
    'idempotency-key': notice.id,
    ...(header === undefined ? {} : { [header]: secret }),
  };
  const body = JSON.stringify(notice);
  const { status, error } = await http.post(
    { url, headers, body, timeout_ms: SEND_MS_MAX },
    signal,
  );
  if (status === null) return failed(`the server cannot be reached (${error})`);
  if (status >= 200 && status < 300) return { ok: true };
  return failed(
    status >= 300 && status < 400
      ? `the server redirects (${status}), which is not followed`
      : `the server answered ${status}`,
  );
}

function failed(reason: string): Sent {
  return { ok: false, reason };
}
