import type { LoopEvent } from '../runtime/api/index.ts';
import { printable } from '../runtime/text/printable.ts';
import { linesOf } from './monitor-lines.ts';

/** A loop that idles for the same reason says so again only after this long. */
export const IDLE_AGAIN_MS = 6 * 60 * 60 * 1000;

/** The basic monitor: one line for each thing that happens, as `[HH:MM:SS] ...` in UTC. */
export class Monitor {
  private idle: { readonly line: string; readonly at_ms: number } | null = null;

  constructor(private readonly write: (line: string) => void) {}

  /** `at`: when it happened, ISO. */
  show(event: LoopEvent, at: string): void {
    const lines = linesOf(event);
    if (!this.isNews(event, lines[0] ?? '', Date.parse(at))) return;
    for (const line of lines) this.write(`[${at.slice(11, 19)}] ${oneLine(line)}`);
  }

  /** Anything else that happens makes the next idle line news again. */
  private isNews(event: LoopEvent, line: string, at_ms: number): boolean {
    if (event.kind !== 'idle') {
      this.idle = null;
      return true;
    }
    const { idle } = this;
    if (idle !== null && idle.line === line && at_ms - idle.at_ms < IDLE_AGAIN_MS) return false;
    this.idle = { line, at_ms };
    return true;
  }
}

/** What happened may quote anybody, and must not look like another line. */
function oneLine(text: string): string {
  return printable(text).replaceAll('\n', ' ');
}
