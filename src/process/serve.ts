import { lazyBackend } from '../backend/lazy.ts';
import { opening } from '../backend/opening.ts';
import { findRoot, ownRoot } from '../backend/root.ts';
import { ServedWorkspaces, tokenOfUser } from '../backend/served.ts';
import { ownStage } from '../backend/stage.ts';
import { badUsage, readOptions } from '../cli/process-words.ts';
import { pageWords, serveWords } from '../cli/serve-words.ts';
import { SERVE_PORT, SERVER_PROCESSES } from '../cli/server-processes.ts';
import { Endpoint } from '../mcp/http/endpoint.ts';
import { isForClients } from '../mcp/http/gate.ts';
import { Hosted } from '../mcp/http/hosted.ts';
import { MillraceServer } from '../mcp/server.ts';
import { NodeClock } from '../runtime/host/clock.ts';
import { HttpListener } from '../runtime/host/http-listener.ts';
import { realPath } from '../runtime/host/real-path.ts';
import { isSameSecret } from '../runtime/host/secret.ts';
import { pageToken, siteOf } from './page.ts';
import { runProcess } from './run.ts';
import { say, warn } from './say.ts';
import { portOf, survive, untilStopped } from './serving.ts';

/** How long answers of calls in flight are waited for at the end. */
const SETTLE_MS_MAX = 5000;

interface ServeOptions {
  readonly roots: readonly string[];
  readonly all: boolean;
  readonly port: number;
  readonly tools: 'core' | 'full';
  /** The page, too. */
  readonly web: boolean;
}

/** `millrace serve [--workspace PATH]... [--all] [--port N] [--tools core|full]`. */
export function main(words: readonly string[], version: string): Promise<void> {
  return runProcess(SERVER_PROCESSES.serve, words, () => serve(optionsIn(words), version));
}

async function serve(
  { roots, all, port, tools, web }: ServeOptions,
  version: string,
): Promise<void> {
  survive();
  const workspaces = new ServedWorkspaces(roots, all);
  const { token, path } = tokenOfUser();
  const clock = new NodeClock();
  const common = {
    backend: lazyBackend,
    stage: ownStage,
    clock,
    realPath,
    tools,
    version,
    log: warn,
  };
  const endpoint = new Endpoint({
    clock,
    isToken: (text) => isSameSecret(text, token),
    rootOf: (id) => workspaces.rootOf(id),
    host: (_, root) => {
      const mayTouch = (named: string) => workspaces.requireServed(named);
      const own = { root, mayTouch, opening: () => opening(root, process.env) };
      return new Hosted(root, new MillraceServer({ ...common, ...own }), warn);
    },
  });
  const site = web ? siteOf(workspaces, token, version) : null;
  const listener = new HttpListener(
    (request, response) =>
      site === null || isForClients(request.url)
        ? endpoint.answer(request, response)
        : site.answer(request, response),
    warn,
  );
  const stopped = untilStopped();
  const used = await listener.listen(port);
  say(serveWords({ port: used, token_path: path, workspaces: workspaces.list(), all }));
  if (web) say(pageWords(used, pageToken(token)));
  await stopped;
  site?.close();
  await listener.end(endpoint.settle(), SETTLE_MS_MAX);
  endpoint.close();
}

function optionsIn(words: readonly string[]): ServeOptions {
  const options = readOptions(SERVER_PROCESSES.serve, words);
  const { workspace = [], all = false, port, tools = 'core', web = false } = options;
  if (tools !== 'core' && tools !== 'full') {
    throw badUsage(SERVER_PROCESSES.serve, '--tools is core or full');
  }
  const named = workspace.map((path) => ownRoot(path, {}, process.cwd()));
  const isCurrent = named.length === 0 && !all;
  const roots = isCurrent ? [findRoot(undefined, process.env, process.cwd(), warn).root] : named;
  return { roots, all, port: portOf(SERVER_PROCESSES.serve, port, SERVE_PORT), tools, web };
}
