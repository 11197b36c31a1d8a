import {
  type InputRequests,
  inputRequired,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { z } from 'zod';
import { PersonAsked } from '../operations/support/person-asked.ts';
import { clip } from '../operations/support/text.ts';
import { hasRoots, RootsAsked, rootsRequest } from './roots.ts';

const MESSAGE_LENGTH_MAX = 2000;
const ID_LENGTH_MAX = 220;

const accepted = z.looseObject({
  action: z.literal('accept'),
  content: z.looseObject({ id: z.string() }),
});

/**
 * Asks the person in front of the client. The first time it is asked there is no answer, and the call
 * ends with a form; the client makes the same call again with what was filled in. Only the client can
 * put that there, not its model.
 */
export function confirmBy({ mcpReq }: ServerContext) {
  return async (what: string, id: string): Promise<boolean> => {
    const given = mcpReq.inputResponses?.[keyOf(id)];
    if (given === undefined) throw new PersonAsked(what, id);
    return accepted.safeParse(given).data?.content.id.trim() === id;
  };
}

/** What the client is asked before it makes the same call again; null for any other failure. */
export function questionFor(thrown: unknown, context: ServerContext) {
  if (thrown instanceof RootsAsked) return inputRequired({ inputRequests: rootsRequest });
  const form = formFor(thrown);
  if (form === null) return null;
  const roots = hasRoots(context) ? rootsRequest : {};
  return inputRequired({ inputRequests: { ...roots, ...form } });
}

/** The form for a person, by its key. */
function formFor(thrown: unknown): InputRequests | null {
  if (!(thrown instanceof PersonAsked)) return null;
  const { what, id } = thrown;
  const field = { type: 'string' as const, title: `Type ${id}`, maxLength: ID_LENGTH_MAX };
  const form = inputRequired.elicit({
    message: clip(`${what} Type ${id} to go on.`, MESSAGE_LENGTH_MAX),
    requestedSchema: { type: 'object', properties: { id: field }, required: ['id'] },
  });
  return { [keyOf(id)]: form };
}

function keyOf(id: string): string {
  return `confirm ${id}`;
}
