const FIRST_MS = 2;
const LONGEST_MS = 2000;
/** Far longer than a keeper takes from its completion to letting go of its lock. */
const TOLD_MS_MAX = 50;

/**
 * Completions that were found and could not be believed yet. Mostly their keeper stands between writing
 * and letting go of its lock, for a moment; one that a stage wrote may lie there for hours. So each look
 * is followed by a rest that is twice as long.
 */
export class Doubts {
  private readonly known = new Map<string, { readonly rest_ms: number; readonly due_ms: number }>();

  add(attempt: string, now_ms: number): void {
    const before_ms = this.known.get(attempt)?.rest_ms ?? FIRST_MS / 2;
    const rest_ms = Math.min(before_ms * 2, LONGEST_MS);
    this.known.set(attempt, { rest_ms, due_ms: now_ms + rest_ms });
  }

  /** Whoever is told when its keeper lets go need not ask before. */
  await(attempt: string, now_ms: number): void {
    if (!this.known.has(attempt))
      this.known.set(attempt, { rest_ms: FIRST_MS / 2, due_ms: now_ms + TOLD_MS_MAX });
  }

  /** When to look again; null when nobody has doubted it. */
  dueAt(attempt: string): number | null {
    return this.known.get(attempt)?.due_ms ?? null;
  }

  end(attempt: string): void {
    this.known.delete(attempt);
  }
}
