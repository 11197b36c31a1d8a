import {
  clientsHere,
  makeChange,
  otherMillrace,
  plannedChange,
  pluginOf,
  thisProgram,
} from '../backend/clients.ts';
import { changeLines } from '../cli/setup-lines.ts';
import { MillraceError } from '../runtime/errors/errors.ts';
import { CLIENT_TITLES, CLIENTS, type ClientName, type Scope } from '../user/clients/client.ts';
import { reported, say } from './say.ts';
import { type Asking, agreed } from './setup-asking.ts';
import { offerLevel } from './setup-level.ts';

/** Whoever else writes a config at the same time has it to itself before this many looks are over. */
const LOOKS_MAX = 5;

interface ClientsWish extends Asking {
  /** Null = all that are on this machine. */
  readonly client: ClientName | null;
  readonly scope: Scope;
  readonly project: string;
  readonly remove: boolean;
}

export async function setUpClients(wish: ClientsWish): Promise<void> {
  const clients = wish.client === null ? clientsHere(wish.project) : [wish.client];
  if (clients.length === 0) throw noClient();
  if (!wish.remove) tellOfProgram();
  let changed = false;
  // What one client's config is like hinders no other.
  for (const client of clients) {
    await reported(async () => {
      changed = (await setUpClient(client, wish)) || changed;
    });
  }
  if (!wish.remove && process.exitCode === undefined) await offerLevel(wish.project, wish);
  if (changed) say(`next: ${nextOf(wish)}`);
}

/** The plugin brings all of it; a second server, or a second copy of the skills, would be in the way. */
export function pluginWords(name: string, project: string): string | null {
  const client = CLIENTS.find((one) => one === name);
  const plugin = client === undefined ? null : pluginOf(client, project);
  if (client === undefined || plugin === null) return null;
  const remove = { claude: 'claude plugin uninstall', codex: 'codex plugin remove' }[client];
  return (
    `${CLIENT_TITLES[client]}: its plugin ${plugin} brings the server and the skills; nothing is written.\n` +
    `next: nothing, or \`${remove} ${plugin}\` first`
  );
}

/** Whether something was changed, or would be. */
async function setUpClient(client: ClientName, wish: ClientsWish): Promise<boolean> {
  const title = `${CLIENT_TITLES[client]}, ${wish.scope} scope`;
  const plugin = wish.remove ? null : pluginWords(client, wish.project);
  if (plugin !== null) {
    say(plugin);
    return false;
  }
  for (let look = 0; look < LOOKS_MAX; look += 1) {
    const change = plannedChange({ ...wish, client });
    if (change.what === 'nothing') {
      const found = wish.remove ? 'there is no entry' : 'the entry is there';
      say(`${title}: nothing to do, ${found} in ${change.path}`);
      return false;
    }
    say([`${title}: ${change.what} the server`, ...changeLines(change)].join('\n'));
    if (!(await agreed(change.needs_person, wish))) return false;
    if (makeChange(change)) {
      say(`done: ${change.path}`);
      return true;
    }
    say('It was changed by somebody else meanwhile; looking again.');
  }
  throw new MillraceError('disk_failed', {
    what: `The config of ${CLIENT_TITLES[client]} changed again with each look; nothing was written`,
    expected: 'nobody else who writes it at the same time',
    next: 'End the client, then call it again.',
  });
}

function tellOfProgram(): void {
  for (const note of thisProgram().notes) say(`note: ${note}`);
  const other = otherMillrace();
  if (other !== null) {
    say(
      `note: ${other}; the config names this one by its path, and so does whoever types millrace-mcp`,
    );
  }
}

function nextOf({ remove }: ClientsWish): string {
  if (remove) return 'start the client anew; its tools are gone then';
  return 'start the client anew; `millrace doctor --client` says what it will see';
}

function noClient(): MillraceError {
  return new MillraceError('input_invalid', {
    what: 'No client was found: neither the folders ~/.claude and ~/.codex nor their programs on the PATH',
    expected: 'Claude Code or Codex, or the name of the one to set up',
    next: 'Name it: millrace setup claude, or millrace setup codex',
  });
}
