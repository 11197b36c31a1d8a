import type { z } from 'zod';
import { quote, type Report, type Severity } from './diagnostics.ts';
import { reportIssues } from './schema-issues.ts';

/** One file that declares something. */
export interface Declaration<T> {
  readonly id: string;
  readonly file: string;
  /** Covers what the JSON says, not its layout. */
  readonly sha256: string;
  /** null = refused by the schema, for `issues`. */
  readonly value: T | null;
  readonly raw: unknown;
  readonly issues: readonly z.core.$ZodIssue[];
}

export interface Taken<T> {
  readonly id: string;
  readonly file: string;
  readonly sha256: string;
  readonly value: T;
}

/**
 * Everything of one kind that a workspace declares, by declared id, wherever the files lie below
 * their folder. A declaration that nothing takes may be broken: its problems are warnings.
 */
export class Catalog<T> {
  private readonly declarations = new Map<string, Declaration<T>[]>();
  private readonly taken = new Set<string>();
  private readonly what: string;
  private readonly schema: z.ZodType<T>;
  private readonly report: Report;

  constructor(what: string, schema: z.ZodType<T>, report: Report) {
    this.what = what;
    this.schema = schema;
    this.report = report;
  }

  add(declaration: Declaration<T>): void {
    const same = this.declarations.get(declaration.id) ?? [];
    this.declarations.set(declaration.id, [...same, declaration]);
  }

  get ids(): string[] {
    return [...this.declarations.keys()];
  }

  get names(): { what: string; known: string[] } {
    return { what: this.what, known: this.ids };
  }

  /** The usable declarations, one for each id. */
  values(): T[] {
    return [...this.declarations.values()].flatMap(([first]) => first?.value ?? []);
  }

  /** Takes a declaration into use. null = unknown, or refused, which is then reported as an error. */
  take(id: string): Taken<T> | null {
    const found = this.declarations.get(id) ?? [];
    if (!this.taken.has(id)) this.judge(found, 'error');
    this.taken.add(id);
    const first = found[0];
    return first === undefined || first.value === null ? null : { ...first, value: first.value };
  }

  /** Reports what is wrong with everything that was not taken. */
  judgeRest(): void {
    for (const [id, found] of this.declarations) {
      if (!this.taken.has(id)) this.judge(found, 'warning');
    }
  }

  private judge(found: readonly Declaration<T>[], severity: Severity): void {
    const schema = this.schema;
    for (const { file, raw, issues } of found) {
      reportIssues(this.report, { file, schema, value: raw, severity }, issues);
    }
    for (const other of found.slice(1)) {
      this.report.add({
        code: 'id_duplicate',
        severity,
        file: other.file,
        pointer: '',
        message: `The ${this.what} ${quote(other.id)} is declared in ${found[0]?.file} already.`,
        next: 'Give one of them another id, or remove one of the files.',
      });
    }
  }
}
