import { z } from 'zod';
import {
  artifact,
  authorId,
  family,
  fieldKey,
  itemId,
  planNode,
  resultClass,
  schemaVersion,
  token,
} from '../../plan/index.ts';

/**
 * `in/request.json`: what a stage is asked to do, typed. The prompt says the same in words.
 * It names no file of the live runtime state: every `file` is a path below `in/`, everything else is data.
 */
const file = z.string().min(1).max(240);

/** What the compiled plan says about this stage. */
const stageNode = planNode.pick({
  node_id: true,
  stage_kind_id: true,
  plane: true,
  display_name: true,
  running_status_marker: true,
  /** The keys are the legal results, in the order of the stage kind. */
  allowed_result_classes_by_outcome: true,
  failure_outcome: true,
  /** Files to leave in `out/`. */
  artifacts: true,
  /** Families whose documents may be left in `out/work/`. */
  proposes: true,
  may_revise: true,
  requires: true,
  /** Words that `declares` in `out/result.json` may hold. */
  may_declare: true,
  recovery_role: true,
  closure_role: true,
  runner_name: true,
  model_name: true,
  thinking_level: true,
  timeout_seconds: true,
});

/** The item that the run is about. */
const activeWork = z.strictObject({
  family: authorId,
  id: itemId,
  title: z.string(),
  root: itemId.nullable(),
  idea: itemId.nullable(),
  file,
});

/** The root spec whose closure is to be judged. */
const closureTarget = z.strictObject({
  root: itemId,
  idea: itemId,
  /** The root spec as it was handed over, frozen; and what it was made from. */
  contract_file: file,
  source_file: file,
  /** From an earlier judgement of the same target. */
  rubric_file: file.nullable(),
  verdict_file: file.nullable(),
});

const lineage = z.strictObject({
  root: itemId,
  idea: itemId.nullable(),
  /** Frozen copies, once the lineage has a closure target. */
  contract_file: file.nullable(),
  source_file: file.nullable(),
  /** What the lineage promises, by id; null where no ids are recorded. */
  contract: z
    .strictObject({
      version: z.number().min(1),
      items: z.array(
        z.strictObject({
          id: z.string(),
          text: z.string(),
          /** Its owner has let it go. */
          waived: z.boolean().optional(),
        }),
      ),
      /** Ids that work of the lineage names already. */
      covered: z.array(z.string()),
    })
    .nullable()
    .optional(),
  /** Items of the lineage, the newest first, at most a few dozen. */
  items: z.array(
    z.strictObject({ family: authorId, id: itemId, title: z.string(), state: z.string() }),
  ),
});

/** A stage of this run that is over. */
const earlierStage = z.strictObject({
  request_id: itemId,
  node_id: authorId,
  outcome: token,
  result_class: resultClass,
  failure_class: fieldKey.nullable(),
  summary: z.string(),
  reports: z.array(z.strictObject({ artifact_id: artifact.shape.artifact_id, file })),
});

/** Why a recovery stage runs. */
const failureContext = z.strictObject({
  node_id: authorId,
  outcome: token,
  failure_class: fieldKey.nullable(),
  summary: z.string(),
  files: z.array(file),
});

export const stageRequest = z.strictObject({
  schema_version: schemaVersion,
  kind: z.literal('stage_request'),
  request_id: itemId,
  run_id: itemId,
  request_kind: z.enum(['active_work_item', 'closure_target']),
  mode_id: authorId,
  compiled_plan_id: itemId,
  simulated: z.boolean(),
  /** Absolute; also the current directory of the stage. */
  work_dir: z.string(),
  node: stageNode,
  /** Nodes that `resume_node` in `out/result.json` may name; empty = it means nothing here. */
  resume_nodes: z.array(authorId),
  /** Exactly one of `work` and `closure` is set. */
  work: activeWork.nullable(),
  closure: closureTarget.nullable(),
  lineage: lineage.nullable(),
  run: z.strictObject({
    /** How often this run came to this node, this time included. */
    visit: z.number().min(1),
    stages: z.array(earlierStage),
  }),
  failure: failureContext.nullable(),
  attempt: z.strictObject({
    attempt_id: itemId,
    ordinal: z.number().min(1),
    /** Set when an earlier attempt of the same request was not accepted or got lost. */
    retry: z
      .strictObject({
        kind: z.enum(['contract', 'lost', 'void', 'operator']),
        errors: z.array(z.string()),
      })
      .nullable(),
  }),
  /** Grammar of every family that the stage may propose or revise. */
  families: z.record(authorId, family),
  /** Family -> fields that the runtime fills in; a proposal may leave them out. */
  inherited: z.record(authorId, z.record(fieldKey, z.string())),
  limits: z.strictObject({
    out_files_max: z.number().min(0),
    out_size_bytes_max: z.number().min(0),
    document_size_bytes_max: z.number().min(0),
    proposals_max: z.number().min(0),
  }),
});
export type StageRequest = z.infer<typeof stageRequest>;

/** Name in `in/`. */
export const STAGE_REQUEST_FILE = 'request.json';
