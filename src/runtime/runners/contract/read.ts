import type { Artifact, PlanNode } from '../../plan/index.ts';
import { jsonOf, strictText } from '../harness/text.ts';
import type { AttemptOutput, HarnessReport } from '../harness/types.ts';
import { markersIn } from './markers.ts';
import { PROPOSALS_FOLDER } from './proposals.ts';
import { RESULT_FILE, type ResultFile, readResultFile } from './result-file.ts';
import { typedResult } from './typed-result.ts';

/** What a stage handed back, judged by its own contract. The errors are written for the stage to repair. */
export type ContractReading =
  | {
      readonly ok: true;
      readonly outcome: string;
      readonly result: ResultFile | null;
      readonly hasFile: boolean;
    }
  | { readonly ok: false; readonly errors: readonly string[] };

export function readContract(
  node: PlanNode,
  knownTokens: ReadonlySet<string>,
  output: AttemptOutput,
  report: HarnessReport,
): ContractReading {
  const typed = typedResult(report.final_text, knownTokens);
  const tokens = typed === null ? markersIn(report.final_text, knownTokens) : [typed.token];
  const marker = readMarker(node, tokens);
  const bytes = output.out.get(RESULT_FILE);
  const file = bytes === undefined ? null : readResultFile(bytes);
  const errors = [
    ...marker.errors,
    ...(file !== null && !file.ok ? file.errors : []),
    ...unreadable(node.artifacts, output.out),
  ];
  const result = file?.ok ? file.result : null;
  const { outcome } = marker;
  if (outcome === null) return { ok: false, errors };
  if (result !== null && result.terminal_result !== outcome) {
    errors.push(
      `out/${RESULT_FILE} says ${result.terminal_result}, but the final text says ${outcome}; ` +
        'both must name the same result',
    );
  }
  errors.push(...missing(node.artifacts, outcome, output.out));
  if (errors.length > 0) return { ok: false, errors };
  return { ok: true, outcome, result: result ?? typed?.result ?? null, hasFile: result !== null };
}

interface MarkerReading {
  readonly outcome: string | null;
  readonly errors: readonly string[];
}

function readMarker(node: PlanNode, [first, ...more]: readonly string[]): MarkerReading {
  const legal = Object.keys(node.allowed_result_classes_by_outcome);
  const choice = `end with exactly one of these lines: ${legal.map((one) => `### ${one}`).join(', ')}`;
  if (first === undefined) {
    return { outcome: null, errors: [`the final text has no result marker; ${choice}`] };
  }
  if (more.length > 0) {
    const found = [first, ...more].join(', ');
    return {
      outcome: null,
      errors: [`the final text has different markers (${found}); ${choice}`],
    };
  }
  if (!legal.includes(first)) {
    return { outcome: null, errors: [`${first} is not a legal result of this stage; ${choice}`] };
  }
  return { outcome: first, errors: [] };
}

type Out = AttemptOutput['out'];

/** Files that the outcome needs and that are not there. */
export function missing(artifacts: readonly Artifact[], outcome: string, out: Out): string[] {
  return artifacts
    .filter(({ required_on, file }) => required_on.includes(outcome) && !out.has(file))
    .map(({ file, format }) => `out/${file} is missing; ${outcome} needs it (${format})`);
}

/** Files that are there and are not what they have to be, whatever the outcome. */
export function unreadable(artifacts: readonly Artifact[], out: Out): string[] {
  return [...wrongFormats(artifacts, out), ...unreadableProposals(out)];
}

/** A declared file that is there must be what it says, whether or not it is required. */
function wrongFormats(artifacts: readonly Artifact[], out: Out): string[] {
  return artifacts.flatMap(({ file, format }) => {
    const bytes = out.get(file);
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
function unreadableProposals(out: Out): string[] {
  return [...out]
    .filter(([name, bytes]) => name.startsWith(PROPOSALS_FOLDER) && strictText(bytes) === null)
    .map(([name]) => `out/${name} is not valid UTF-8 text`);
}
