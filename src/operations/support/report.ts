import type {
  ClaimView,
  DiffFile,
  DiffStat,
  ListRow,
  PromiseView,
  SaidView,
  ShowView,
} from '../../runtime/api/index.ts';
import { aboutAnswer, specLine } from './about.ts';
import { blockerWords } from './step.ts';
import { clip } from './text.ts';

/** How much of everything one page holds. */
export interface Level {
  readonly rows: number;
  readonly text_bytes: number;
  readonly document_bytes: number;
}

const ACTOR_BYTES_MAX = 60;
const PATH_BYTES_MAX = 120;

/** What is not recorded is said, so that nobody takes its absence for nothing. */
const FILES_UNKNOWN = 'unknown: diff says why';

/** A root spec; once it is closed, the report of what was asked and what came of it. */
export function specPage(view: Extract<ShowView, { kind: 'root' }>, level: Level) {
  const { lineage, promises, done, not_done, said, changed } = view;
  const { rows, text_bytes } = level;
  return {
    ...specLine(lineage, text_bytes),
    item: lineage.item ?? undefined,
    follows: lineage.follows,
    opened_at: lineage.opened_at ?? undefined,
    closed_at: lineage.closed_at ?? undefined,
    wall_minutes: lineage.wall_minutes,
    contract_version: view.version ?? undefined,
    asked: promises.slice(0, rows).map((one) => promiseLine(one, text_bytes)),
    asked_total: promises.length,
    not_done: not_done.rows.slice(0, rows).map((row) => rowLine(row, text_bytes)),
    not_done_total: not_done.total,
    done: done.rows.slice(0, rows).map((row) => rowLine(row, text_bytes)),
    done_total: done.total,
    ...saidLines(said, level),
    files_changed: changed === null ? FILES_UNKNOWN : statWords(changed),
    most_changed: changed === null ? undefined : mostChanged(changed, rows),
    blockers: view.blockers.slice(0, rows).map((one) => clip(blockerWords(one), text_bytes)),
    verdict: view.verdict ?? undefined,
    files: [...view.files],
  };
}

/** Lines that nobody counted are left out: a zero would say that there are none. */
export function statWords({ files, added, removed }: DiffStat): string {
  const lines = added === null || removed === null ? '' : `, +${added} -${removed}`;
  return `${files} ${files === 1 ? 'file' : 'files'}${lines}`;
}

/** Of one file. It may have no lines, or its content is not kept. */
export function lineWords({ added, removed }: DiffFile): string {
  return added === null || removed === null ? 'lines not known' : `+${added} -${removed}`;
}

/** As `git diff --stat` says it, those with the most lines first. */
function mostChanged({ rows }: DiffStat, count: number): string[] {
  const linesOf = ({ added, removed }: DiffFile) => (added ?? 0) + (removed ?? 0);
  const most = [...rows].sort((a, b) => linesOf(b) - linesOf(a)).slice(0, count);
  return most.map((file) => {
    const kind = file.kind === 'changed' ? '' : ` ${file.kind}`;
    const mark = file.added === null ? ', ' : ' ';
    return `${clip(file.path, PATH_BYTES_MAX)}${kind}${mark}${lineWords(file)}`;
  });
}

function promiseLine({ id, text, since, met, waived, evidence }: PromiseView, bytes: number) {
  return {
    id,
    text: clip(text, bytes),
    since_version: since === 1 ? undefined : since,
    met: waived ? 'waived' : (met ?? 'not judged'),
    evidence: evidence === null ? undefined : clip(evidence, bytes),
  };
}

/** The newest of each, and how many there are. */
function saidLines({ decisions, questions, claims }: SaidView, { rows, text_bytes }: Level) {
  const of = (kind: ClaimView['kind']) => {
    const all = claims.rows.filter((one) => one.kind === kind);
    return all.slice(-rows).map(({ id, node, text }) => {
      return { id, by: clip(node, ACTOR_BYTES_MAX), text: clip(text, text_bytes) };
    });
  };
  return {
    assumptions: of('assumption'),
    deviations: of('deviation'),
    remarks: of('remark'),
    stage_notes: of('note'),
    claims_total: claims.total,
    questions: questions.rows.slice(-rows).map(({ id, text, actor, ...one }) => ({
      id,
      by: clip(actor, ACTOR_BYTES_MAX),
      text: clip(text, text_bytes),
      answer: one.answer === null ? one.state : clip(one.answer, text_bytes),
      answered_by: one.answered_by === null ? undefined : clip(one.answered_by, ACTOR_BYTES_MAX),
    })),
    questions_total: questions.total,
    decisions: decisions.rows.slice(-rows).map(({ id, kind, text, actor, is_person }) => ({
      id,
      kind,
      by: clip(is_person ? `${actor} (a person)` : actor, ACTOR_BYTES_MAX),
      text: clip(text, text_bytes),
    })),
    decisions_total: decisions.total,
  };
}

export function rowLine(row: ListRow, title_bytes: number) {
  const { key, about, status, stages } = row;
  const { title, state } = aboutAnswer(about, title_bytes);
  return { key, title, state: status ?? state, stages, ...useFields(row) };
}

/** What a run came to and used: a sum that leaves a stage out says so. */
export function useFields({ use }: Pick<ListRow, 'use'>) {
  if (use === undefined) return {};
  if (use === null) return { tokens: 'not kept' };
  return {
    failure_class: use.failure_class ?? undefined,
    tokens: use.total_tokens ?? 'unknown',
    cost_usd: use.cost_usd ?? undefined,
    stages_without_cost: use.cost_usd === null ? undefined : use.unpriced || undefined,
  };
}
