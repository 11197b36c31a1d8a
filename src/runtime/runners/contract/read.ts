import { exhausted } from '../../errors/exhausted.ts';
import type { Artifact, PlanNode } from '../../plan/index.ts';
import { jsonOf, strictText } from '../harness/text.ts';
import type { AttemptOutput, HarnessReport } from '../harness/types.ts';
import { type ContractView, disagreements } from './agreement.ts';
import { type FinalMarker, finalMarker } from './markers.ts';
import type { Outbox } from './outbox.ts';
import { PROPOSALS_FOLDER } from './proposals.ts';
import { RESULT_FILE, type ResultFile, readResultFile } from './result-file.ts';
import { typedResult } from './typed-result.ts';
import { type ContractError, errorsOf } from './violations.ts';

/** What a stage handed back, judged by its own contract. The errors are written for the stage to repair. */
export type ContractReading =
  | {
      readonly ok: true;
      readonly outcome: string;
      readonly result: ResultFile | null;
      /** What the final message says besides its marker. */
      readonly words: string;
      readonly hasFile: boolean;
    }
  | {
      readonly ok: false;
      readonly errors: readonly ContractError[];
      readonly outcome: string | null;
    };

/** What a hand-back is judged by. */
export interface Judgement {
  readonly node: PlanNode;
  /** Of the whole plan. */
  readonly knownTokens: ReadonlySet<string>;
  readonly contract: ContractView;
}

/** A valid result file decides; without any the marker does. */
export function readContract(
  { node, knownTokens, contract }: Judgement,
  output: AttemptOutput,
  report: HarnessReport,
): ContractReading {
  const typed = typedResult(report.final_text, knownTokens);
  const marker = typed === null ? finalMarker(report.final_text, knownTokens) : markerOf(typed);
  const bytes = output.out.get(RESULT_FILE);
  const file = bytes === undefined ? null : readResultFile(bytes);
  const errors = wrongFiles(node.artifacts, { files: output.out, unread: output.unread });
  if (file?.ok === false) errors.push(...errorsOf('result_file', file.errors));
  const result = file?.ok ? file.result : null;
  const isSilent = file === null && !output.unread.some((line) => line.includes(RESULT_FILE));
  errors.push(...wrongMarker(node, marker, result, isSilent));
  const outcome = outcomeOf(result, marker);
  if (outcome === null) return { ok: false, errors, outcome };
  errors.push(...illegal(node, outcome, result === null ? 'marker' : 'result_file'));
  errors.push(...wrongQuestions(node, outcome, result));
  errors.push(...wrongDeclarations(node, result ?? typed?.result ?? null));
  errors.push(...missing(node.artifacts, outcome, output.out));
  errors.push(...disagreements(node.artifacts, outcome, output.out, contract));
  if (errors.length > 0) return { ok: false, errors, outcome };
  const words = marker.kind === 'marker' ? marker.words : report.final_text;
  return {
    ok: true,
    outcome,
    result: result ?? typed?.result ?? null,
    words,
    hasFile: result !== null,
  };
}

function markerOf({ token }: { readonly token: string }): FinalMarker {
  return { kind: 'marker', token, words: '' };
}

function outcomeOf(result: ResultFile | null, marker: FinalMarker): string | null {
  if (result !== null) return result.terminal_result;
  return marker.kind === 'marker' ? marker.token : null;
}

/** `isSilent`: no file says what the result is, so the final message has to. */
function wrongMarker(
  node: PlanNode,
  marker: FinalMarker,
  result: ResultFile | null,
  isSilent: boolean,
): ContractError[] {
  const choice = `end with one of these lines, and nothing below it: ${linesOf(node)}`;
  switch (marker.kind) {
    case 'marker':
      if (result === null || result.terminal_result === marker.token) return [];
      return errorsOf('marker', [
        `out/${RESULT_FILE} says ${result.terminal_result}, but the final message ends with ` +
          `${marker.token}; both must name the same result`,
      ]);
    case 'several':
      if (result !== null) return [];
      return errorsOf('marker', [
        `the final message ends with several results (${marker.tokens.join(', ')}); ${choice}`,
      ]);
    case 'none': {
      if (!isSilent) return [];
      const quoted =
        marker.quoted === null
          ? ''
          : `; ${marker.quoted} stands further up, and what is not its last line is text`;
      return errorsOf('marker', [
        `the final message has no result as its last line${quoted}; ${choice}`,
      ]);
    }
    default:
      return exhausted(marker);
  }
}

function linesOf({
  allowed_result_classes_by_outcome,
}: Pick<PlanNode, 'allowed_result_classes_by_outcome'>) {
  return Object.keys(allowed_result_classes_by_outcome)
    .map((one) => `### ${one}`)
    .join(', ');
}

/** A result that the stage may not have. */
function illegal(node: PlanNode, outcome: string, kind: 'marker' | 'result_file'): ContractError[] {
  if (Object.hasOwn(node.allowed_result_classes_by_outcome, outcome)) return [];
  return errorsOf(kind, [
    `${outcome} is not a legal result of this stage; it is one of ${linesOf(node)}`,
  ]);
}

/** Work that waits for an answer is stuck, and a choice is one of those that are offered. */
export function wrongQuestions(
  node: Pick<PlanNode, 'allowed_result_classes_by_outcome'>,
  outcome: string,
  result: ResultFile | null,
): ContractError[] {
  const stuck = Object.entries(node.allowed_result_classes_by_outcome)
    .filter(([, [first]]) => first === 'blocked')
    .map(([token]) => token);
  const errors = (result?.questions ?? []).flatMap((asked, at) => {
    const { options, default: choice, holds, needs_person, expires_hours } = asked;
    const name = `out/${RESULT_FILE}: "questions.${at}`;
    const foreign = choice != null && !options.includes(choice);
    const goesOn = holds === true && !stuck.includes(outcome);
    const instead = `end with ${stuck.join(' or ')} or leave it out`;
    const unanswered = needs_person === true && expires_hours != null;
    return [
      ...(unanswered
        ? [`${name}.expires_hours" takes a default, and only a person may answer; leave one out`]
        : []),
      ...(foreign ? [`${name}.default" is none of its options`] : []),
      ...(goesOn ? [`${name}.holds": ${outcome} says that you are done; ${instead}`] : []),
    ];
  });
  return errorsOf('result_file', errors);
}

/** Words that no result of this stage may declare. */
export function wrongDeclarations(
  { may_declare = [] }: Pick<PlanNode, 'may_declare'>,
  result: ResultFile | null,
): ContractError[] {
  const foreign = (result?.declares ?? []).filter((word) => !may_declare.includes(word));
  const instead =
    may_declare.length === 0 ? 'leave it out' : `this stage may declare ${may_declare.join(', ')}`;
  return errorsOf(
    'result_file',
    foreign.map((word) => `out/${RESULT_FILE}: "declares": there is no "${word}"; ${instead}`),
  );
}

type Files = Outbox['files'];

/** Files that the outcome needs and that are not there. */
export function missing(
  artifacts: readonly Artifact[],
  outcome: string,
  files: Files,
): ContractError[] {
  const absent = artifacts.filter(
    ({ required_on, file }) => required_on.includes(outcome) && !files.has(file),
  );
  return errorsOf(
    'artifact',
    absent.map(({ file, format }) => `out/${file} is missing; ${outcome} needs it (${format})`),
  );
}

/** Files that are there and are not what they have to be, whatever the outcome. */
export function wrongFiles(
  artifacts: readonly Artifact[],
  { files, unread }: Pick<Outbox, 'files' | 'unread'>,
): ContractError[] {
  return [
    ...errorsOf('unread', unread),
    ...errorsOf('artifact', wrongFormats(artifacts, files)),
    ...errorsOf('document', unreadableProposals(files)),
  ];
}

/** A declared file that is there must be what it says, whether or not it is required. */
function wrongFormats(artifacts: readonly Artifact[], files: Files): string[] {
  return artifacts.flatMap(({ file, format }) => {
    const bytes = files.get(file);
    if (bytes === undefined) return [];
    if (format === 'json') {
      return jsonOf(bytes) === undefined ? [`out/${file} is not valid JSON in UTF-8`] : [];
    }
    const text = strictText(bytes);
    if (text === null) return [`out/${file} is not valid UTF-8 text`];
    return text.trim() === '' ? [`out/${file} is empty`] : [];
  });
}

/** What a proposal says is judged with the whole set, elsewhere; here only that it is text. */
function unreadableProposals(files: Files): string[] {
  return [...files]
    .filter(([name, bytes]) => name.startsWith(PROPOSALS_FOLDER) && strictText(bytes) === null)
    .map(([name]) => `out/${name} is not valid UTF-8 text`);
}
