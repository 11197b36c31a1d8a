import { judge, textOf } from '../runtime/kernel/proposals/judge.ts';
import { proposalsIn } from '../runtime/runners/contract/proposals.ts';
import {
  missing,
  wrongDeclarations,
  wrongFiles,
  wrongQuestions,
} from '../runtime/runners/contract/read.ts';
import { RESULT_FILE, readResultFile } from '../runtime/runners/contract/result-file.ts';
import type { StageRequest } from '../runtime/runners/contract/stage-request.ts';
import { type Answer, notesOf } from './answer.ts';
import type { HandBack } from './hand-back.ts';

/**
 * Takes the result, unless something would be refused when the stage ends with it. What is given is
 * judged as `out/result.json` is.
 */
export function report(handBack: HandBack, given: Readonly<Record<string, unknown>>): Answer {
  const { request, context } = handBack;
  const terminal_result = textOrNothing(given.terminal_result);
  const { artifacts } = request.node;
  const text = `${JSON.stringify(given, null, 2)}\n`;
  const reading = readResultFile(new TextEncoder().encode(text));
  const result = reading.ok ? reading.result : null;
  const outbox = handBack.handedBack();
  const set = judge(context, proposalsIn(outbox.files));
  const errors = [
    ...(reading.ok ? [] : reading.errors),
    ...illegal(request, terminal_result, textOrNothing(given.resume_node)),
    ...[...wrongFiles(artifacts, outbox), ...missing(artifacts, terminal_result, outbox.files)].map(
      ({ text: error }) => error,
    ),
    ...[
      ...wrongQuestions(request.node, terminal_result, result),
      ...wrongDeclarations(request.node, result),
    ].map(({ text: error }) => error),
    ...set.problems.map(textOf),
  ];
  if (errors.length > 0) return { ok: false, errors };
  handBack.write(RESULT_FILE, text);
  const proposed = set.judged.map(({ family, document }) => `${family.family_id}/${document.id}`);
  return {
    ok: true,
    facts: {
      file: `out/${RESULT_FILE}`,
      ...(proposed.length === 0 ? {} : { proposed }),
      ...notesOf(set.unresolved.map(textOf)),
      next: `End your final message with this line: ### ${terminal_result}`,
    },
  };
}

function textOrNothing(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function illegal(request: StageRequest, terminal_result: string, resume_node: string): string[] {
  const { node, resume_nodes } = request;
  const legal = Object.keys(node.allowed_result_classes_by_outcome);
  const errors: string[] = [];
  if (terminal_result !== '' && !legal.includes(terminal_result)) {
    errors.push(`terminal_result: not a result of this stage; it is one of ${legal.join(', ')}`);
  }
  if (resume_node !== '' && !resume_nodes.includes(resume_node)) {
    const nodes = resume_nodes.join(', ');
    const instead = nodes === '' ? 'leave it out' : `one of ${nodes}, or leave it out`;
    errors.push(`resume_node: the work cannot go on there; ${instead}`);
  }
  return errors;
}
