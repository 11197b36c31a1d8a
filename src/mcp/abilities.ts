import {
  CLIENT_CAPABILITIES_META_KEY,
  type Server,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { z } from 'zod';

/** The extension by which a client follows a call after its answer. */
export const TASKS_EXTENSION = 'io.modelcontextprotocol/tasks';

export interface Abilities {
  readonly tasks: boolean;
  /** Forms that a person fills in. */
  readonly forms: boolean;
  /** It says which folders its user works in. */
  readonly roots: boolean;
}

const some = z.looseObject({}).optional();
const capabilities = z.looseObject({
  elicitation: z.looseObject({ form: some, url: some }).optional(),
  roots: some,
  extensions: z.looseObject({ [TASKS_EXTENSION]: some }).optional(),
});
const envelope = z.looseObject({ [CLIENT_CAPABILITIES_META_KEY]: capabilities });

/**
 * What a client can: in the newer era each request says it, and nobody remembers it from another one; in
 * the older one the client has said it once.
 */
export function abilitiesOf(server: Server, { mcpReq }: ServerContext): Abilities {
  const said = envelope.safeParse(mcpReq.envelope).data?.[CLIENT_CAPABILITIES_META_KEY];
  const once = capabilities.safeParse(server.getClientCapabilities()).data;
  return {
    tasks: said?.extensions?.[TASKS_EXTENSION] !== undefined,
    forms: hasForms(said ?? once),
    roots: (said ?? once)?.roots !== undefined,
  };
}

/** One that names no kind of its forms means those with fields. */
function hasForms(said: z.output<typeof capabilities> | undefined): boolean {
  const { elicitation } = said ?? {};
  if (elicitation === undefined) return false;
  return elicitation.form !== undefined || elicitation.url === undefined;
}
