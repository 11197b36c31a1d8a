import { printable } from '../runtime/text/printable.ts';
import type { Edited } from './edit.ts';
import { paintedAnswer, paintedFailure, paintFor } from './paint.ts';

/** What a command has of the terminal, or of the pipe, that it runs in. */
export interface Terminal {
  readonly cwd: string;
  readonly signal: AbortSignal;
  /** Whether what goes to `out` and `err` may be coloured. */
  readonly colour: { readonly out: boolean; readonly err: boolean };
  /** In milliseconds since 1970. */
  now(): number;
  /** Has whoever sits there type an id; false where nobody does, or something else was typed. */
  confirm(what: string, id: string): Promise<boolean>;
  /** Has whoever sits there edit a text; null where nobody can. */
  edit(name: string, text: string): Promise<Edited | null>;
  /** All that comes in on its standard input, bounded. */
  input(): Promise<Uint8Array>;
  /** Writes a file that a command names, over one that is there. */
  save(path: string, text: string): Promise<void>;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  out(text: string): void;
  err(text: string): void;
}

/** A terminal that prints nothing but printable text, and paints what it may paint. */
export interface Printer extends Terminal {
  answer(text: string): void;
  failure(text: string): void;
}

/** Whatever is said may hold words of a file, a stage or a stranger. */
export function printing(screen: Terminal): Printer {
  const paints = { out: paintFor(screen.colour.out), err: paintFor(screen.colour.err) };
  return {
    answer: (text) => screen.out(paintedAnswer(printable(text), paints.out)),
    failure: (text) => screen.err(paintedFailure(printable(text), paints.err)),
    cwd: screen.cwd,
    signal: screen.signal,
    colour: screen.colour,
    now: () => screen.now(),
    input: () => screen.input(),
    confirm: (what, id) => screen.confirm(printable(what), id),
    edit: (name, text) => screen.edit(name, text),
    save: (path, text) => screen.save(path, text),
    sleep: (ms, signal) => screen.sleep(ms, signal),
    out: (text) => screen.out(printable(text)),
    err: (text) => screen.err(printable(text)),
  };
}
