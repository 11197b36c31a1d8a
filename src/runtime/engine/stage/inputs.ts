import {
  type ClosureTarget,
  closureRoot,
  coverageOf,
  type DecisionContext,
  itemOfRun,
  type ResultChange,
  type Run,
  type StageRecord,
  workKey,
} from '../../kernel/index.ts';
import type { PlanNode } from '../../plan/index.ts';
import type { Disk } from '../../ports/index.ts';
import type { StageRequest } from '../../runners/index.ts';
import type { Owner } from '../owner/owner.ts';
import { frozenTexts, lastJudgement } from '../workspace/contract-texts.ts';
import { decisionsFiles } from './decisions-text.ts';
import { evidenceCopies } from './evidence-copies.ts';
import { ledgerText } from './ledger-text.ts';
import { resumedStages } from './resumed.ts';
import { skillCopies } from './skill-copies.ts';

/** Items of a lineage that a stage is told about. */
const LINEAGE_ITEMS_MAX = 60;
/** Reports of earlier stages that a stage gets, the newest ones. */
const REPORTS_MAX = 12;

interface ItemInput {
  readonly id: string;
  readonly text: string;
  readonly waived?: boolean;
}

/** Where the stage's inputs will lie. */
export interface AttemptPlace {
  readonly disk: Disk;
  /** Absolute path of its `in/`. */
  readonly inputs: string;
}

/**
 * Copies of what a stage may read, and the parts of its request that describe them. A stage gets no
 * path to live runtime state: everything here lies in the attempt's own `in/`.
 */
export class StageInputs {
  readonly files = new Map<string, string>();
  private readonly stages: StageRequest['run']['stages'];

  constructor(
    private readonly owner: Owner,
    private readonly facts: DecisionContext,
    private readonly run: Run,
    private readonly place: AttemptPlace,
  ) {
    this.copyWorkItem();
    this.copyParkedItem();
    this.stages = this.copyReports();
    this.copyContract();
    this.copyDecisions();
    this.copyLedger();
    this.copyLineage();
    const skills = skillCopies(owner.follower, facts.index, run.plane);
    for (const [name, text] of skills) this.files.set(name, text);
  }

  work(): StageRequest['work'] {
    const item = itemOfRun(this.owner.state, this.run);
    if (item === undefined) return null;
    const { family, id, title, root, idea } = item;
    return { family, id, title, root, idea, file: 'work_item.md' };
  }

  closure(): StageRequest['closure'] {
    const target = this.owner.state.targets.get(closureRoot(this.run) ?? '');
    if (target === undefined) return null;
    return {
      root: target.root,
      idea: target.idea,
      contract_file: 'root_spec.md',
      source_file: 'root_idea.md',
      rubric_file: this.files.has('rubric.md') ? 'rubric.md' : null,
      verdict_file: this.files.has('last_verdict.json') ? 'last_verdict.json' : null,
    };
  }

  lineage(): StageRequest['lineage'] {
    const { root } = this.run;
    if (root === null) return null;
    const frozen = this.files.has('root_spec.md');
    const contract = this.contract();
    return {
      root,
      idea: this.owner.state.targets.get(root)?.idea ?? null,
      contract_file: frozen ? 'root_spec.md' : null,
      source_file: frozen ? 'root_idea.md' : null,
      contract:
        contract === null
          ? null
          : {
              ...contract,
              covered: [...coverageOf(this.facts, this.owner.state, this.run).covered],
            },
      items: this.lineageItems().map(({ family, id, title, state }) => ({
        family,
        id,
        title,
        state,
      })),
    };
  }

  /** Null where no ids are recorded. */
  private contract(): { version: number; items: ItemInput[] } | null {
    const contract = this.owner.state.targets.get(this.run.root ?? '')?.contract;
    if (contract === undefined) return null;
    const { version, waived = [] } = contract;
    const items = contract.items.map(({ id, text }) => ({
      id,
      text,
      ...(waived.includes(id) ? { waived: true } : {}),
    }));
    return { version, items };
  }

  earlier(): StageRequest['run']['stages'] {
    return this.stages;
  }

  failure(node: PlanNode): StageRequest['failure'] {
    const last = this.run.stages.at(-1);
    if (last === undefined || node.recovery_role === null) return null;
    this.files.set('failure.md', failureText(this.run, last));
    return {
      node_id: last.node,
      outcome: last.outcome,
      failure_class: this.run.failure_class ?? last.failure_class,
      summary: last.summary,
      files: ['failure.md', ...(this.stages.at(-1)?.reports.map((one) => one.file) ?? [])],
    };
  }

  private copyWorkItem(): void {
    const item = itemOfRun(this.owner.state, this.run);
    if (item === undefined) return;
    const { state, follower } = this.owner;
    const text = follower.document(item.key).text ?? '';
    this.files.set('work_item.md', text);
    const { index } = this.facts;
    const { disk, inputs } = this.place;
    const source = { disk, inputs, index, state, layout: follower.layout, run: this.run };
    const copies = evidenceCopies(source, text, index.family(item.family));
    for (const [name, copy] of copies) this.files.set(name, copy);
  }

  private copyDecisions(): void {
    const { root } = this.run;
    const entries = this.owner.state.lineages.get(root ?? '')?.decisions;
    if (root === null || entries === undefined) return;
    for (const [name, text] of decisionsFiles(root, entries)) this.files.set(name, text);
  }

  private copyLedger(): void {
    const { root } = this.run;
    const ledger = this.owner.state.lineages.get(root ?? '')?.ledger;
    if (root !== null && ledger !== undefined) this.put('ledger.md', ledgerText(root, ledger));
  }

  /** The item that a handoff put aside: what the work on its incident has to make up for. */
  private copyParkedItem(): void {
    const source = this.owner.state.handoffs.get(workKey(this.run) ?? '')?.source;
    if (source == null) return;
    this.files.set('parked_item.md', this.owner.follower.document(source).text ?? '');
  }

  private copyReports(): StageRequest['run']['stages'] {
    const stages = [...resumedStages(this.owner.follower, this.run), ...this.run.stages];
    const first = Math.max(0, stages.length - REPORTS_MAX);
    return stages.map((stage, at) => ({
      request_id: stage.request,
      node_id: stage.node,
      outcome: stage.outcome,
      result_class: stage.result_class,
      failure_class: stage.failure_class,
      summary: stage.summary,
      reports: at < first ? [] : this.copyArtifacts(stage, at + 1),
    }));
  }

  private copyArtifacts(stage: StageRecord, ordinal: number) {
    if (stage.artifacts.length === 0) return [];
    const number = String(ordinal).padStart(2, '0');
    const result = resultOrNull(this.owner, stage);
    return stage.artifacts.flatMap(({ artifact_id, file, published }, at) => {
      const text = this.artifactText(result, artifact_id, published);
      if (text === null) return [];
      const ending = file.slice(file.lastIndexOf('.'));
      const name = at === 0 ? `${number}-${stage.node}` : `${number}-${stage.node}.${artifact_id}`;
      const relativePath = `reports/${name}${ending}`;
      this.files.set(relativePath, text);
      return [{ artifact_id, file: relativePath }];
    });
  }

  /** Null when neither the journal nor a published copy has it any more. */
  private artifactText(
    result: ResultChange | null,
    artifactId: string,
    published: string | null,
  ): string | null {
    const { follower } = this.owner;
    const recorded = result?.artifacts.find((one) => one.artifact_id === artifactId);
    if (recorded !== undefined) return follower.text(recorded.document);
    return published === null ? null : follower.rendered(published);
  }

  /** The frozen contract of the lineage, and what an earlier judgement of it left. */
  private copyContract(): void {
    const { follower, state } = this.owner;
    const target = state.targets.get(this.run.root ?? '');
    if (target === undefined) return;
    const { spec, idea } = frozenTexts(follower, target);
    this.put('root_spec.md', spec);
    this.put('root_idea.md', idea);
    this.copyItems();
    if (this.run.kind === 'closure' && target.last_run !== null) this.copyJudgement(target);
  }

  private copyItems(): void {
    const contract = this.contract();
    if (contract === null || contract.items.length === 0) return;
    const rows = contract.items.map(
      ({ id, text, waived }) =>
        `- ${id}${waived === true ? ' (waived by its owner)' : ''}: ${text}`,
    );
    const head = `# The contract by id, version ${contract.version}`;
    this.files.set('contract.md', `${head}\n\n${rows.join('\n')}\n`);
  }

  private put(name: string, text: string | null): void {
    if (text !== null) this.files.set(name, text);
  }

  private copyJudgement(target: ClosureTarget): void {
    const { rubric, verdict } = lastJudgement(this.owner.follower, target);
    this.put('rubric.md', rubric);
    this.put('last_verdict.json', verdict);
  }

  private copyLineage(): void {
    const items = this.lineageItems();
    if (items.length === 0) return;
    const rows = items.map((item) => {
      const own = item.key === workKey(this.run) ? ' (this one)' : '';
      return `- ${item.family} ${item.id}: ${item.state}${own}. ${item.title}`;
    });
    const note =
      items.length < LINEAGE_ITEMS_MAX
        ? ''
        : `\n\nOnly the newest ${LINEAGE_ITEMS_MAX} are listed.`;
    const head = `# Work that descends from ${this.run.root}`;
    this.files.set('lineage.md', `${head}\n\n${rows.join('\n')}${note}\n`);
  }

  private lineageItems() {
    const { root } = this.run;
    if (root === null) return [];
    const members = this.owner.state.members.get(root) ?? [];
    return members
      .slice(-LINEAGE_ITEMS_MAX)
      .reverse()
      .flatMap((key) => this.owner.state.items.get(key) ?? []);
  }
}

/** Null when the journal was lost and does not reach back so far. */
function resultOrNull(owner: Owner, stage: StageRecord): ResultChange | null {
  for (const change of owner.follower.recordOrNull(stage.seq)?.c ?? []) {
    if (change.k === 'result@1' && change.request === stage.request) return change;
  }
  return null;
}

function failureText(run: Run, last: StageRecord): string {
  const lines = [
    `# What failed: ${last.node} ended with ${last.outcome}`,
    '',
    `- failure class: ${run.failure_class ?? last.failure_class ?? 'not named'}`,
    `- how its harness ended: ${last.exit_kind}`,
    `- attempts of this run so far: ${run.stages.length}`,
    '',
    '## In its own words',
    '',
    last.summary === '' ? 'It left no summary.' : last.summary,
    '',
    '## The run so far',
    '',
    ...run.stages.map((one, at) => `${at + 1}. ${one.node}: ${one.outcome}. ${one.summary}`),
  ];
  return `${lines.join('\n')}\n`;
}
