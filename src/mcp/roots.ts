import { isAbsolute, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type InputRequests,
  inputRequired,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { z } from 'zod';
import { clip } from '../operations/support/text.ts';
import { MillraceError } from '../runtime/errors/errors.ts';

const KEY = 'roots';
const ROOTS_MAX = 100;
const PATH_LENGTH_SHOWN_MAX = 200;

const answered = z.looseObject({
  roots: z.array(z.looseObject({ uri: z.string() })).max(ROOTS_MAX),
});

/** The client has to say first which folders its user works in. */
export class RootsAsked extends Error {}

export const rootsRequest: InputRequests = { [KEY]: inputRequired.listRoots() };

/**
 * Throws for a workspace that lies in none of the folders that a client offers. One that offers none is
 * not bound. The first time there is no answer, and the call ends with the question; the client makes
 * the same call again with what it has.
 */
export function requireInRoots(
  path: string,
  { mcpReq }: ServerContext,
  realPath: (path: string) => string,
): void {
  const given = mcpReq.inputResponses?.[KEY];
  if (given === undefined) throw new RootsAsked();
  const roots = answered.safeParse(given).data?.roots;
  if (roots === undefined) throw noRoots();
  const workspace = realPath(resolve(path));
  const folders = roots.flatMap(({ uri }) => folderOf(uri)).map((one) => realPath(one));
  if (roots.length === 0 || folders.some((folder) => isWithin(folder, workspace))) return;
  throw new MillraceError('workspace_out_of_reach', {
    what: `${clip(path, PATH_LENGTH_SHOWN_MAX)} lies in none of the folders that your client offers`,
    expected: 'a workspace in a folder that its user works in there',
    next: 'Leave `workspace` out, or have its user open that folder in the client and call again.',
  });
}

/** Whether this call brings the answer, which each question of it has to ask for anew. */
export function hasRoots({ mcpReq }: ServerContext): boolean {
  return mcpReq.inputResponses?.[KEY] !== undefined;
}

function noRoots(): MillraceError {
  return new MillraceError('input_invalid', {
    what: `inputResponses.${KEY} is no list of roots`,
    expected: `{roots: [{uri}]}, at most ${ROOTS_MAX}`,
    next: "Leave `workspace` out to use the server's own.",
  });
}

/** What is no folder of this machine holds nothing. */
function folderOf(uri: string): string[] {
  try {
    return [fileURLToPath(uri)];
  } catch {
    return [];
  }
}

function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !way.startsWith('../') && !isAbsolute(way));
}
