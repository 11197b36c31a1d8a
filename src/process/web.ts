import { resolve } from 'node:path';
import { ownRoot } from '../backend/root.ts';
import { ServedWorkspaces, tokenOfUser } from '../backend/served.ts';
import { badUsage, readOptions } from '../cli/process-words.ts';
import { pageWords } from '../cli/serve-words.ts';
import { SERVER_PROCESSES, WEB_PORT } from '../cli/server-processes.ts';
import { HttpListener } from '../runtime/host/http-listener.ts';
import { pageToken, siteOf } from './page.ts';
import { runProcess } from './run.ts';
import { say, warn } from './say.ts';
import { portOf, survive, untilStopped } from './serving.ts';

/** How long pages are waited for at the end. */
const SETTLE_MS_MAX = 1000;

/** `millrace web [--workspace PATH]... [--port N]`. */
export function main(words: readonly string[], version: string): Promise<void> {
  return runProcess(SERVER_PROCESSES.web, words, async () => {
    const { workspace = [], port, save, to } = readOptions(SERVER_PROCESSES.web, words);
    if (save !== undefined || to !== undefined) {
      return savePage({ workspace, port, save, to }, version);
    }
    const asked = portOf(SERVER_PROCESSES.web, port, WEB_PORT);
    survive();
    const roots = workspace.map((path) => ownRoot(path, {}, process.cwd()));
    const workspaces = new ServedWorkspaces(roots, roots.length === 0);
    const { token } = tokenOfUser();
    const site = siteOf(workspaces, token, version);
    const listener = new HttpListener((...exchange) => site.answer(...exchange), warn);
    const stopped = untilStopped();
    const used = await listener.listen(asked);
    say(`${pageWords(used, pageToken(token))}\nCtrl-C ends it; work and loops go on without it.`);
    await stopped;
    site.close();
    await listener.end(Promise.resolve(), SETTLE_MS_MAX);
  });
}

interface SaveOptions {
  readonly workspace: readonly string[];
  readonly port: string | undefined;
  readonly save: string | undefined;
  readonly to: string | undefined;
}

async function savePage(
  { workspace, port, save, to }: SaveOptions,
  version: string,
): Promise<void> {
  const [named, ...more] = workspace;
  if (save === undefined || to === undefined || port !== undefined || more.length > 0) {
    throw badUsage(
      SERVER_PROCESSES.web,
      '--save and --to belong together, with one workspace and no port',
    );
  }
  const { saveSpec } = await import('./save-page.ts');
  const root = ownRoot(named, process.env, process.cwd());
  const { left_out, size_bytes } = await saveSpec({ root, spec: save, path: resolve(to), version });
  const less = left_out === 0 ? '' : `; ${left_out} of its parts left out`;
  say(`${to} holds ${save} in ${size_bytes} bytes${less}. Any browser opens it.`);
}
