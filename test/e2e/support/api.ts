/** What the scripted model says in one turn. Everything may be left out. */
export interface Reply {
  readonly text?: string;
  /** A command for the shell tool of the harness. */
  readonly shell?: string;
  /** For the tool that writes files, of a harness that has one. */
  readonly file?: { readonly path: string; readonly text: string };
  readonly mcp?: McpCall;
  /** Words to search for among the tools that a client does not show by itself. */
  readonly search?: string;
  /** Its final message, where the harness gives that a form. */
  readonly form?: Readonly<Record<string, unknown>>;
  readonly usage?: TurnUsage;
  /** Refused with this HTTP status. */
  readonly status?: number;
  readonly message?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** `before`: no headers ever; `mid`: the stream begins and then nothing comes. */
  readonly stall?: 'before' | 'mid';
  /** The stream begins, and then the connection is gone. */
  readonly drop?: boolean;
}

/** Tools that a search may find; what clients give their models by default. */
export const FOUND_MAX = 5;

/** A call of a tool of an MCP server. */
export interface McpCall {
  readonly server: string;
  readonly tool: string;
  readonly args?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * The MCP server that a harness may be given, and its only tool, which does not answer but leaves
 * this file in the work directory.
 */
export const PROBE = { server: 'probe', tool: 'wait', called: 'tool-runs' } as const;

/** As the provider counts them: of `input`, `cached` were read from its cache. */
export interface TurnUsage {
  readonly input: number;
  readonly cached: number;
  readonly output: number;
  readonly thinking: number;
}

export const NO_USAGE: TurnUsage = { input: 0, cached: 0, output: 0, thinking: 0 };

/** One request of a harness, in the words that all APIs share. */
export interface Asked {
  /** The newest stage prompt of the conversation; null in a request that is beside the work. */
  readonly prompt: string | null;
  /** Tool results since that prompt. */
  readonly turn: number;
  /** What the last tool answered, where the API is asked for it. */
  readonly heard?: string;
  /** What was said to the model after that, by a person or by the client itself. */
  readonly told?: string;
}

export interface ServerEvent {
  readonly type: string;
  readonly [key: string]: unknown;
}

/** One API of a model provider: how it is read, and how a reply is written. */
export interface Api {
  readonly path: RegExp;
  asked(body: unknown): Asked;
  events(reply: Reply, body: unknown, id: string): readonly ServerEvent[];
  /** The reply in one piece, when the request does not want it as a stream; else null. */
  whole(reply: Reply, body: unknown, id: string): unknown;
  error(status: number, message: string): unknown;
}

/** How a person begins who asks the model of a client for something. */
export const PERSON_ASKS = 'Use Millrace: ';
/** That, or the line with which the part of a stage prompt begins that says what this request is. */
const PROMPT_MARKS = ['# This request', PERSON_ASKS];

/** Texts of a conversation in order, tool results as null: where it stands. */
export function standing(entries: readonly (string | null)[]): Asked {
  const at = entries.findLastIndex((entry) =>
    PROMPT_MARKS.some((mark) => entry?.includes(mark) === true),
  );
  const prompt = entries[at] ?? null;
  return { prompt, turn: entries.slice(at + 1).filter((entry) => entry === null).length };
}
