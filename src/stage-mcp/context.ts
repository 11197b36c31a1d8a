import { proposalsIn } from '../runtime/runners/contract/proposals.ts';
import { RESULT_FILE, readResultFile } from '../runtime/runners/contract/result-file.ts';
import type { StageRequest } from '../runtime/runners/contract/stage-request.ts';
import { bounded } from './answer.ts';
import { formOf } from './form.ts';
import type { HandBack } from './hand-back.ts';

/** What the stage may do and where; what it was told in its prompt is not told again. */
export function contextOf(handBack: HandBack): Record<string, unknown> {
  const { request, inputs, outbox } = handBack;
  const { node, work, closure, lineage, attempt, resume_nodes } = request;
  return {
    stage: node.node_id,
    ...(work === null ? {} : { item: `${work.family}/${work.id}`, title: work.title }),
    ...(closure === null ? {} : { judges: closure.root }),
    ...(lineage === null ? {} : { lineage: lineage.root, contract: lineage.contract_file }),
    results: resultsOf(request),
    ...(resume_nodes.length === 0 ? {} : { resume_nodes }),
    ...(node.may_declare === undefined ? {} : { may_declare: node.may_declare }),
    propose: Object.values(request.families).map((family) => ({
      family: family.family_id,
      ...formOf(family, request.inherited[family.family_id] ?? {}),
    })),
    ...(node.may_revise && work !== null ? { may_revise: work.id } : {}),
    files: node.artifacts.map(({ file, format, required_on }) => ({
      file: `out/${file}`,
      format,
      required_on,
    })),
    in: inputs,
    out: outbox,
    ...(attempt.retry === null ? {} : { mend: bounded(attempt.retry.errors) }),
    handed_back: handedBack(handBack),
  };
}

/** Result -> what it means for the run. */
function resultsOf({ node }: StageRequest): Record<string, string> {
  return Object.fromEntries(
    Object.entries(node.allowed_result_classes_by_outcome).map(([outcome, classes]) => [
      outcome,
      classes.join(' or '),
    ]),
  );
}

function handedBack(handBack: HandBack) {
  const { files } = handBack.handedBack();
  const bytes = files.get(RESULT_FILE);
  const reading = bytes === undefined ? null : readResultFile(bytes);
  return {
    result: reading?.ok === true ? reading.result.terminal_result : null,
    proposals: proposalsIn(files).map(({ name }) => name),
  };
}
