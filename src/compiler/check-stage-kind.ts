import type { Definition } from './catalog.ts';
import { pointer, quote, type Report } from './diagnostics.ts';
import { checkFolder, ENTRYPOINTS, isProtectedPath, SKILLS } from './folders.ts';
import type { StageKindSource } from './source/stage-kind.ts';
import type { Sources } from './sources.ts';
import { checkTemplate, PUBLISH_NAMES } from './templates.ts';

/** Files in `out/` that mean something else than an artifact. */
const OUTBOX_RESULT = 'result.json';
const OUTBOX_PROPOSALS = 'work/';

/** What a stage kind says about itself, apart from any graph. */
export function checkStageKind(
  kind: Definition<StageKindSource>,
  sources: Sources,
  familyFolders: readonly string[],
  report: Report,
): void {
  checkOutcomes(kind, report);
  checkFailureOutcome(kind, report);
  checkPaths(kind, report);
  checkFamilies(kind, sources);
  kind.value.artifacts.forEach((_, index) => {
    checkArtifact(kind, index, familyFolders, report);
  });
}

function checkOutcomes({ file, value }: Definition<StageKindSource>, report: Report): void {
  const legal = value.legal_outcomes;
  const classes = value.allowed_result_classes_by_outcome;
  const wrong = (at: string, message: string): void => {
    const next = 'Make legal, success and failure outcomes and the result classes agree.';
    report.error('outcome_classes_invalid', { file, pointer: at }, message, next);
  };
  repeated(legal).forEach((outcome) => {
    wrong(pointer('legal_outcomes'), `The outcome ${quote(outcome)} is listed twice.`);
  });
  for (const outcome of legal) {
    if (classes[outcome] !== undefined) continue;
    wrong(
      pointer('allowed_result_classes_by_outcome'),
      `The legal outcome ${quote(outcome)} has no result class.`,
    );
  }
  for (const outcome of Object.keys(classes)) {
    const at = pointer('allowed_result_classes_by_outcome', outcome);
    if (!legal.includes(outcome)) wrong(at, `The outcome ${quote(outcome)} is not legal.`);
  }
  const sides = [
    { key: 'success_outcomes', outcomes: value.success_outcomes, succeeds: true },
    { key: 'failure_outcomes', outcomes: value.failure_outcomes, succeeds: false },
  ];
  for (const { key, outcomes, succeeds } of sides) {
    outcomes.forEach((outcome, index) => {
      const at = pointer(key, index);
      if (!legal.includes(outcome)) wrong(at, `The outcome ${quote(outcome)} is not legal.`);
      else if ((classes[outcome] ?? []).includes('success') !== succeeds) {
        const rule = succeeds ? 'must allow' : 'may not allow';
        wrong(at, `The outcome ${quote(outcome)} ${rule} the result class success.`);
      }
    });
  }
}

function checkFailureOutcome({ file, value }: Definition<StageKindSource>, report: Report): void {
  const outcome = value.failure_outcome;
  const classes = value.allowed_result_classes_by_outcome[outcome] ?? [];
  if (value.legal_outcomes.includes(outcome) && classes.includes('recoverable_failure')) return;
  report.error(
    'failure_outcome_invalid',
    { file, pointer: pointer('failure_outcome') },
    `The failure outcome ${quote(outcome)} is not a legal outcome with the class recoverable_failure.`,
    'Name the legal outcome that stands for "this stage could not do its work" and allow that class.',
  );
}

function checkPaths({ file, value }: Definition<StageKindSource>, report: Report): void {
  const at = (...parts: (string | number)[]) => ({ file, pointer: pointer(...parts) });
  checkFolder(value.default_entrypoint_path, ENTRYPOINTS, at('default_entrypoint_path'), report);
  for (const key of ['required_skill_paths', 'suggested_skill_paths'] as const) {
    value[key].forEach((path, index) => {
      checkFolder(path, SKILLS, at(key, index), report);
    });
  }
}

function checkFamilies({ file, value }: Definition<StageKindSource>, sources: Sources): void {
  for (const key of ['proposes', 'starts_families'] as const) {
    value[key].forEach((id, index) => {
      sources.families.knows(id, { file, pointer: pointer(key, index) });
    });
  }
}

function checkArtifact(
  { file, value }: Definition<StageKindSource>,
  index: number,
  familyFolders: readonly string[],
  report: Report,
): void {
  const one = value.artifacts[index];
  if (one === undefined) return;
  const at = (...parts: (string | number)[]) => ({
    file,
    pointer: pointer('artifacts', index, ...parts),
  });
  const wrong = (key: string, message: string, next: string): void => {
    report.error('artifact_invalid', at(key), message, next);
  };
  if (!value.declared_output_artifacts.includes(one.artifact_id)) {
    const message = `The artifact ${quote(one.artifact_id)} is not declared.`;
    wrong('artifact_id', message, 'Add it to declared_output_artifacts.');
  }
  if (one.file === OUTBOX_RESULT || one.file.startsWith(OUTBOX_PROPOSALS)) {
    const message = `The file ${quote(one.file)} has another meaning in the outbox.`;
    wrong('file', message, `Use a name other than ${OUTBOX_RESULT} outside ${OUTBOX_PROPOSALS}.`);
  }
  if (value.artifacts.slice(0, index).some((other) => other.file === one.file)) {
    wrong('file', `Two artifacts share the file ${quote(one.file)}.`, 'Give each its own file.');
  }
  one.required_on.forEach((outcome, position) => {
    const names = { what: 'legal outcome', known: value.legal_outcomes };
    report.known(outcome, at('required_on', position), names);
  });
  if (one.publish_path === null) return;
  if (isProtectedPath(one.publish_path, familyFolders)) {
    const message = `Nothing may be published at ${quote(one.publish_path)}.`;
    wrong('publish_path', message, 'Choose a folder that neither the runtime nor a family uses.');
  }
  checkTemplate(one.publish_path, PUBLISH_NAMES, at('publish_path'), report);
}

export function repeated(names: readonly string[]): string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}
