import {
  type InputRequests,
  inputRequired,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { z } from 'zod';
import type { Choice } from '../operations/support/context.ts';
import { PersonAsked } from '../operations/support/person-asked.ts';
import { clip } from '../operations/support/text.ts';
import { hasRoots, RootsAsked, rootsRequest } from './roots.ts';

const MESSAGE_LENGTH_MAX = 2000;
const ID_LENGTH_MAX = 220;

const accepted = z.looseObject({
  action: z.literal('accept'),
  content: z.looseObject({ id: z.string() }),
});
const chosen = z.looseObject({
  action: z.literal('accept'),
  content: z.looseObject({ choice: z.string() }),
});

/**
 * Asks the person in front of the client. The first time it is asked there is no answer, and the call
 * ends with a form; the client makes the same call again with what was filled in. Only the client can
 * put that there, not its model.
 */
export function confirmBy({ mcpReq }: ServerContext) {
  return async (what: string, id: string): Promise<boolean> => {
    const given = mcpReq.inputResponses?.[keyOf(id)];
    if (given === undefined) throw new PersonAsked(what, id, null);
    return accepted.safeParse(given).data?.content.id.trim() === id;
  };
}

/** The same for one of several. A form that was put away, as clients without a person do, is no choice. */
export function chooseBy({ mcpReq }: ServerContext) {
  return async (what: string, id: string, options: readonly string[]): Promise<Choice> => {
    const given = mcpReq.inputResponses?.[keyOf(id)];
    if (given === undefined) throw new PersonAsked(what, id, options);
    const option = chosen.safeParse(given).data?.content.choice;
    if (option !== undefined && options.includes(option)) return { kind: 'chosen', option };
    return { kind: 'declined' };
  };
}

/** What the client is asked before it makes the same call again; null for any other failure. */
export function questionFor(thrown: unknown, context: ServerContext) {
  if (thrown instanceof RootsAsked) return inputRequired({ inputRequests: rootsRequest });
  if (!(thrown instanceof PersonAsked)) return null;
  const { what, id, options } = thrown;
  const form = options === null ? typed(what, id) : oneOf(what, options);
  const roots = hasRoots(context) ? rootsRequest : {};
  const forms: InputRequests = { ...roots, [keyOf(id)]: form };
  return inputRequired({ inputRequests: forms });
}

function typed(what: string, id: string) {
  const field = { type: 'string' as const, title: `Type ${id}`, maxLength: ID_LENGTH_MAX };
  return inputRequired.elicit({
    message: clip(`${what} Type ${id} to go on.`, MESSAGE_LENGTH_MAX),
    requestedSchema: { type: 'object', properties: { id: field }, required: ['id'] },
  });
}

function oneOf(what: string, options: readonly string[]) {
  const field = { type: 'string' as const, title: 'Your choice', enum: [...options] };
  return inputRequired.elicit({
    message: clip(what, MESSAGE_LENGTH_MAX),
    requestedSchema: { type: 'object', properties: { choice: field }, required: ['choice'] },
  });
}

function keyOf(id: string): string {
  return `confirm ${id}`;
}
