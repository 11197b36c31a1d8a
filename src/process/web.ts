import { ownRoot } from '../backend/root.ts';
import { ServedWorkspaces, tokenOfUser } from '../backend/served.ts';
import { readOptions } from '../cli/process-words.ts';
import { PROCESSES, WEB_PORT } from '../cli/processes.ts';
import { pageWords } from '../cli/serve-words.ts';
import { HttpListener } from '../runtime/host/http-listener.ts';
import { pageToken, siteOf } from './page.ts';
import { runProcess } from './run.ts';
import { say, warn } from './say.ts';
import { portOf, survive, untilStopped } from './serving.ts';

/** How long pages are waited for at the end. */
const SETTLE_MS_MAX = 1000;

/** `millrace web [--workspace PATH]... [--port N]`. */
export function main(words: readonly string[], version: string): Promise<void> {
  return runProcess(PROCESSES.web, words, async () => {
    const { workspace = [], port } = readOptions(PROCESSES.web, words);
    const asked = portOf(PROCESSES.web, port, WEB_PORT);
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
