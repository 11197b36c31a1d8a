import { FINDINGS, type Finding, type FindingCode, SEVERITIES } from '../../api/findings.ts';
import type { DoctorView } from '../../api/index.ts';
import { isMillraceError, type MillraceError } from '../../errors/errors.ts';
import { explained } from '../../ports/index.ts';

/** Findings of one code that are shown; the rest is a number. */
const SHOWN_PER_CODE_MAX = 10;
export const NOTHING_TO_DO = 'nothing to do';

/** Collects what a look at the workspace finds, and what it looked at. */
export class Findings {
  private readonly list: Finding[] = [];
  private readonly totals = new Map<FindingCode, number>();
  private readonly areas: { readonly area: string; readonly result: string }[] = [];

  /** The same thing found twice counts once. */
  add(code: FindingCode, path: string, what: string, next = NOTHING_TO_DO): void {
    if (this.list.some((one) => one.code === code && one.place === path && one.what === what)) {
      return;
    }
    const total = (this.totals.get(code) ?? 0) + 1;
    this.totals.set(code, total);
    const [severity] = FINDINGS[code];
    if (total <= SHOWN_PER_CODE_MAX) this.list.push({ code, severity, place: path, what, next });
  }

  checked(area: string, result: string): void {
    this.areas.push({ area, result });
  }

  /** A look that meets an error of the closed set becomes a finding; anything else is a defect. */
  try<T>(code: FindingCode, relativePath: string, look: () => T): T | null {
    try {
      return look();
    } catch (thrown) {
      const { what, next } = coded(thrown).facts;
      this.add(code, relativePath, what, next);
      return null;
    }
  }

  view(seq: number | null, simulated: boolean): DoctorView {
    const count = (severity: Finding['severity']) =>
      [...this.totals].reduce(
        (sum, [code, total]) => sum + (FINDINGS[code][0] === severity ? total : 0),
        0,
      );
    const counts = { error: count('error'), warning: count('warning'), note: count('note') };
    return {
      ok: counts.error === 0,
      seq,
      simulated,
      findings: SEVERITIES.flatMap((one) => this.list.filter(({ severity }) => severity === one)),
      counts,
      totals: [...this.totals].map(([code, total]) => ({ code, total })),
      checked: this.areas,
    };
  }
}

/** The error of the closed set that it is; a defect is thrown again. */
export function coded(thrown: unknown): MillraceError {
  const error = explained('Looking at the workspace', thrown);
  if (isMillraceError(error)) return error;
  throw thrown;
}

export function size(bytes: number): string {
  if (bytes < 1024 * 1024) return `${Math.ceil(bytes / 1024)} KB`;
  return `${Math.round(bytes / (1024 * 1024))} MB`;
}
