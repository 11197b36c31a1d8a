import type { Artifact } from '../../plan/index.ts';
import type { StageRequest } from './stage-request.ts';

/**
 * An artifact that has the form which its stage kind declares and agrees with the outcome, and says
 * nothing besides: what a stage leaves that is played. `words` stand where evidence would.
 */
export function simulatedArtifact(
  { format, agrees, promotes }: Artifact,
  outcome: string,
  { node, lineage }: Pick<StageRequest, 'node' | 'lineage'>,
  words: string,
): string {
  const items = lineage?.contract?.items ?? [];
  if (promotes !== undefined) return simulatedSkill(node.display_name, words);
  if (format !== 'json') {
    const entries = agrees?.keeps_entries === true ? items : [];
    const sections = entries.map(({ id, text }) => `## ${id}\n\n${text}\n`);
    return [`# ${node.display_name}: ${outcome}\n\n${words}\n`, ...sections].join('\n');
  }
  const { outcome_field, contract_entries: rule } = agrees ?? {};
  const field = outcome_field === undefined ? {} : { [outcome_field]: outcome };
  const value = { simulated: true, node: node.node_id, outcome, note: words, ...field };
  if (rule === undefined) return json(value);
  const met = rule.all_met_on.includes(outcome);
  const entries = (items.length === 0 ? [{ id: 'R1' }] : items).map((item) => ({
    [rule.id]: item.id,
    [rule.met]: met,
    ...('waived' in item && item.waived === true ? { [rule.waived]: true } : {}),
    evidence: words,
  }));
  return json({ ...value, [rule.list]: entries });
}

/** Of a name that no skill of a workspace has: it waits there and changes nothing. */
function simulatedSkill(stage: string, words: string): string {
  const front = `---\nname: simulated-lesson\ndescription: Played by a script; nothing was learned.\n---\n`;
  return `${front}# Simulated lesson\n\n${stage}: ${words}\n`;
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
