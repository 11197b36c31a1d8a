import { lazyBackend } from '../backend/lazy.ts';
import { pageBytes } from '../backend/page-files.ts';
import type { ServedWorkspaces } from '../backend/served.ts';
import { terminalReader } from '../cli/reader.ts';
import { ClientSession } from '../operations/session.ts';
import { failureFor } from '../operations/support/reader.ts';
import { NodeClock } from '../runtime/host/clock.ts';
import { derivedSecret, isSameSecret } from '../runtime/host/secret.ts';
import { typeOf } from '../web/page-file.ts';
import { Site } from '../web/site.ts';
import { Watched } from '../web/watched.ts';
import { warn } from './say.ts';

/** The page only reads, so it waits for nothing. */
const WAIT = { default_seconds: 0, max_seconds: 0 };

/** The page over these workspaces. `token`: what clients of the server send. */
export function siteOf(workspaces: ServedWorkspaces, token: string, version: string): Site {
  const clock = new NodeClock();
  const own = pageToken(token);
  const sleep = (ms: number, signal: AbortSignal) => clock.sleep(ms, signal);
  const watched = new Watched({
    list: () => workspaces.list(),
    rootOf: (id) => workspaces.placeOf(id),
    session: (root) => sessionAt(root, version),
    describe: (thrown) => failureFor(terminalReader, thrown, warn),
    sleep,
  });
  const file = (name: string) => {
    const type = typeOf(name);
    const bytes = type === null ? null : pageBytes(name);
    return type === null || bytes === null ? null : { type, bytes };
  };
  return new Site({ clock, sleep, isToken: (text) => isSameSecret(text, own), file, watched });
}

/** Whoever has it may look and nothing else: it is not the token of clients, and does not tell it. */
export function pageToken(token: string): string {
  return derivedSecret(token, 'page');
}

export function sessionAt(root: string, version: string): ClientSession {
  return new ClientSession({
    backend: lazyBackend,
    root,
    version,
    actor: () => 'page',
    reader: terminalReader,
    wait: () => WAIT,
    log: warn,
  });
}
