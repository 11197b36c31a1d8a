import type { z } from 'zod';
import {
  type DiagnosticCode,
  quote,
  type Report,
  type Severity,
  type SourceLocation,
} from './diagnostics.ts';
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

/** A declaration that is in use. */
export interface Definition<T> {
  readonly id: string;
  readonly file: string;
  readonly sha256: string;
  readonly value: T;
}

/** A file of which nobody can tell what it declares. */
export interface UnreadFile {
  readonly file: string;
  readonly pointer: string;
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly next: string;
}

/** What one kind of catalog needs to know of its files. */
export interface CatalogSpec<T> {
  readonly what: string;
  readonly schema: z.ZodType<T>;
  /** Whether a file came with the release, whatever was edited in it since. */
  readonly isManaged: (file: string) => boolean;
}

/**
 * Everything of one kind that a workspace declares, by declared id, wherever the files lie below
 * their folder. What nothing takes is not judged: foreign files may lie there, and broken ones. They
 * are warnings, except where a name is missed and a file that cannot be read may be what is meant.
 */
export class Catalog<T> {
  private readonly declarations = new Map<string, Declaration<T>[]>();
  private readonly unread: UnreadFile[] = [];
  private readonly taken = new Set<string>();
  private misses = false;

  constructor(
    private readonly spec: CatalogSpec<T>,
    private readonly report: Report,
  ) {}

  add(declaration: Declaration<T>): void {
    const same = this.declarations.get(declaration.id) ?? [];
    this.declarations.set(declaration.id, [...same, declaration]);
  }

  addUnread(file: UnreadFile): void {
    this.unread.push(file);
  }

  get ids(): string[] {
    return [...this.declarations.keys()];
  }

  /** The usable declarations, one for each id. */
  values(): T[] {
    return this.ids.flatMap((id) => this.chosen(id)[0]?.value ?? []);
  }

  /** Reports a name that nothing declares; returns whether something does. */
  knows(id: string, place: SourceLocation): boolean {
    const isKnown = this.report.known(id, place, { what: this.spec.what, known: this.ids });
    if (!isKnown) this.misses = true;
    return isKnown;
  }

  /** Takes a declaration into use. null = unknown, or refused, which is then reported as an error. */
  take(id: string): Definition<T> | null {
    const found = this.chosen(id);
    if (!this.taken.has(id)) this.judge(id, 'error');
    this.taken.add(id);
    const first = found[0];
    return first === undefined || first.value === null ? null : { ...first, value: first.value };
  }

  /** Reports what is wrong with everything that was not taken. */
  judgeRest(): void {
    for (const id of this.ids) if (!this.taken.has(id)) this.judge(id, 'warning');
    for (const file of this.unread) {
      const mayBeMeant = this.misses && file.code !== 'link_ignored';
      this.report.add({ severity: mayBeMeant ? 'error' : 'warning', ...file });
    }
  }

  private judge(id: string, severity: Severity): void {
    const { schema } = this.spec;
    const chosen = this.chosen(id);
    for (const { file, raw, issues } of chosen) {
      reportIssues(this.report, { file, schema, value: raw, severity }, issues);
    }
    for (const { file } of chosen.slice(1)) {
      const next = 'Give one of them another id, or remove one of the files.';
      this.reportCopy(id, file, severity, next);
    }
    for (const other of this.declarations.get(id) ?? []) {
      if (chosen.includes(other)) continue;
      const next = 'The file is not used. To use what it declares, give it an id of its own.';
      this.reportCopy(id, other.file, 'warning', next);
    }
  }

  /**
   * The declarations that an id may stand for: the one that came with the release, whatever else
   * declares the id, or else those that can be read. More than one is for their author to settle.
   */
  private chosen(id: string): readonly Declaration<T>[] {
    const all = this.declarations.get(id) ?? [];
    if (all.length < 2) return all;
    const managed = all.filter(({ file }) => this.spec.isManaged(file));
    if (managed.length > 0) return managed;
    const usable = all.filter(({ value }) => value !== null);
    return usable.length > 0 ? usable : all;
  }

  private reportCopy(id: string, file: string, severity: Severity, next: string): void {
    const first = this.chosen(id)[0]?.file ?? '';
    const message = `The ${this.spec.what} ${quote(id)} is declared in ${first} already.`;
    this.report.add({ code: 'id_duplicate', severity, file, pointer: '', message, next });
  }
}
