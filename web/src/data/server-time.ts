import { savedFile } from './saved.ts';

/** The header of an answer tells whole seconds: what it may be off by for that is no skew. */
const EXACT_MS = 2000;

let ahead_ms = 0;

/** How old something is depends on the clock that wrote it down, which is the server's. */
export function serverNow(): number {
  return savedFile === null ? Date.now() + ahead_ms : Date.parse(savedFile.at);
}

/** From each answer, so that a clock that is set meanwhile makes no wrong ages. */
export function noteServerTime({ headers }: Response): void {
  const told_ms = Date.parse(headers.get('Date') ?? '');
  if (Number.isNaN(told_ms)) return;
  const found_ms = told_ms - Date.now();
  ahead_ms = Math.abs(found_ms) < EXACT_MS ? 0 : found_ms;
}
