import type { PlanIndex } from '../../kernel/index.ts';
import type { PlanNode, RunnerConfig } from '../../plan/index.ts';
import {
  offersStageTools,
  STAGE_REQUEST_FILE,
  STAGE_SERVER,
  type StageRequest,
  typesResult,
} from '../../runners/index.ts';
import type { Owner } from '../owner/owner.ts';
import type { CarryOver } from './carry-over.ts';
import type { StageInputs } from './inputs.ts';
import { STAGE_CONTRACT } from './prompt-contract.ts';

/** Said only where the harness offers them; without them the files do. */
const TOOLS = [
  'Rather than by hand, write the result and documents with the tools of the MCP server',
  `\`${STAGE_SERVER}\`: \`propose_work\` and \`report_result\` check them at once;`,
  '`stage_context` has a form for each document.',
].join(' ');

const TYPED = [
  'Your final message has a form here. Fill it in as the result; it stands for the `###` line and',
  '`out/result.json`.',
].join(' ');

/** Names and descriptions of skills are for choosing one; here they are chosen already. */
const FRONT_MATTER = /^---\n[\s\S]*?\n---\n/;
/** Work items up to this size stand in the prompt; larger ones are read from their file. */
const INLINE_ITEM_LENGTH_MAX = 20_000;

/**
 * What each input file is, in the order in which a stage would read them. Every stage is told of
 * all of them, so that the text is the same whichever of them there are.
 */
const INPUTS: readonly (readonly [string, string])[] = [
  ['work_item.md', 'the work item'],
  ['parked_item.md', 'the item that was handed off; the work on this incident stands in for it'],
  ['root_spec.md', 'the contract of the lineage, in its newest version: what was asked for'],
  ['root_idea.md', 'the text that the contract was made from'],
  ['contract.md', 'its items and constraints by id'],
  ['contract_changes.md', 'its versions and their changes'],
  ['rubric.md', 'the rubric of an earlier judgement; reuse it'],
  ['last_verdict.json', 'the last verdict'],
  ['base.md', 'where it began, and how to see its change alone'],
  ['failure.md', 'what failed and what happened so far'],
  ['decisions.md', 'what the owner decided: it stands above every other file'],
  ['ledger.md', 'what earlier stages claimed: test it before you rely on it'],
  ['evidence/', 'files that the work item names; see its `index.md`'],
  ['lineage.md', 'all work of this lineage and its state'],
  ['reports/', 'what earlier stages of this run handed back; the highest number is newest'],
  ['request.json', 'this request as data, with the grammar of what you may propose'],
];

const READ = [
  '`in/` may hold these; "Where" below says which it does:',
  INPUTS.map(([name, what]) => `- \`in/${name}\`: ${what}`).join('\n'),
].join('\n\n');

/**
 * The whole prompt. Text that is the same for all stages comes first, then what is the same for all
 * stages of a kind, then this request: a harness that caches prompt prefixes pays only for the end.
 */
export function stagePrompt(
  owner: Owner,
  index: PlanIndex,
  node: PlanNode,
  request: StageRequest,
  given: Given,
): string {
  const kind = [
    node.entrypoint_path,
    ...node.required_skill_paths,
    ...node.attached_skill_additions,
  ]
    .map((path) => assetText(owner, index, path))
    .filter((text) => text !== '');
  const ways = waysOf(index.plan.runners[node.runner_name]);
  const parts = [STAGE_CONTRACT, ...kind, requestText(owner, node, request, given, ways)];
  return `${parts.join('\n\n---\n\n')}\n`;
}

/** What lies in the attempt's folder. */
interface Given {
  readonly inputs: StageInputs;
  /** Absolute path of the folder. */
  readonly directory: string;
  readonly carried: CarryOver;
}

/** What the harness of a stage offers for handing back, the same for all stages of a kind. */
function waysOf(runner: RunnerConfig | undefined): string[] {
  if (runner === undefined) return [];
  return [...(offersStageTools(runner) ? [TOOLS] : []), ...(typesResult(runner) ? [TYPED] : [])];
}

/** The bytes that the plan froze, whatever lies in the workspace now. An attached skill may be absent. */
function assetText(owner: Owner, index: PlanIndex, path: string): string {
  const asset = index.plan.resolved_assets.find((one) => one.compile_time_path === path);
  if (asset?.content_sha256 == null) return '';
  return owner.follower.planText(asset.content_sha256).replace(FRONT_MATTER, '').trim();
}

function requestText(
  owner: Owner,
  node: PlanNode,
  request: StageRequest,
  { inputs, directory, carried }: Given,
  ways: readonly string[],
): string {
  const sections = [
    '# This request',
    `- stage ${node.node_id} (${node.display_name})`,
    `## Legal results\n\n${legalText(node)}`,
    resumeText(request),
    `## Write\n\n${writeText(node)}`,
    ...ways,
    `## Read\n\n${READ}`,
    `## Where\n\n${whereText(request, inputs, directory)}`,
    retryText(request, carried),
    answersText(owner, request),
    contractText(node, request),
    workText(request, inputs),
  ];
  return sections.filter((section) => section !== '').join('\n\n');
}

/** One name for all that lies there: an index, or the names themselves, tell of each. */
const FOLDERS = ['evidence/', 'skills/'];

/** From here on no two requests are alike. */
function whereText(request: StageRequest, inputs: StageInputs, directory: string): string {
  const names = [...inputs.files.keys(), STAGE_REQUEST_FILE].map(
    (name) => FOLDERS.find((folder) => name.startsWith(folder)) ?? name,
  );
  const there = [...new Set(names)].map((name) => `in/${name}`);
  return [
    `- work directory: ${request.work_dir}`,
    `- read from: ${directory}/in`,
    `- there are: ${there.join(', ')}`,
    `- write to: ${directory}/out`,
    `- request ${request.request_id}, attempt ${request.attempt.ordinal}`,
    `- run ${request.run_id}, visit ${request.run.visit} of this stage in it`,
  ].join('\n');
}

/** A stage that asked goes on with the answer in its hands. */
function answersText({ state }: Owner, { run_id, lineage, work }: StageRequest): string {
  if (state.runs.get(run_id)?.resumes === undefined || lineage === null || work === null) return '';
  const key = `${work.family}/${work.id}`;
  const entries = state.lineages.get(lineage.root)?.decisions ?? [];
  const answers = entries.filter((one) => one.kind === 'answer' && one.key === key);
  return [
    '## Your question was answered',
    listOf(answers.map(({ text, actor }) => `${text} (by ${actor})`)),
    'Go on from where the work was stopped: look at what is done already. The answer binds you.',
  ].join('\n\n');
}

function retryText(request: StageRequest, carried: CarryOver): string {
  const { retry } = request.attempt;
  if (retry === null) return '';
  if (retry.kind === 'contract') return correctionText(retry.errors, carried);
  const known = retry.errors.filter((error) => error !== '').map((error) => `- ${error}`);
  return [
    '## This stage was started before',
    'The earlier attempt ended without a result. Look at what is already done before you do anything.',
    ...(known.length === 0 ? [] : [`What is known of its end:\n\n${known.join('\n')}`]),
  ].join('\n\n');
}

/** The files are named, because a stage that believes they are gone writes only some of them again. */
function correctionText(errors: readonly string[], { files, left }: CarryOver): string {
  const names = [...files.keys()].sort();
  const there =
    names.length === 0
      ? '`out/` is empty: you handed nothing back in it.'
      : `Your edits and your files are still there; \`out/\` holds:\n\n${listOf(names)}`;
  const gone = left.length === 0 ? [] : [`Of \`out/\` this was not kept:\n\n${listOf(left)}`];
  return [
    '## Your last hand-back was not accepted',
    `This is all that is wrong with it:\n\n${listOf(errors)}`,
    there,
    ...gone,
    'Change only what these errors name, leave the rest of `out/` as it is, and hand back again.',
  ].join('\n\n');
}

function listOf(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n');
}

function legalText(node: PlanNode): string {
  return Object.entries(node.allowed_result_classes_by_outcome)
    .map(([outcome, classes]) => `- \`### ${outcome}\` (${classes.join(' or ')})`)
    .join('\n');
}

function resumeText(request: StageRequest): string {
  if (request.resume_nodes.length === 0) return '';
  const nodes = request.resume_nodes.join(', ');
  return `\`resume_node\` may be one of: ${nodes}. Leave it out to take the default.`;
}

function writeText(node: PlanNode): string {
  const artifacts = node.artifacts.map(({ file, format, required_on }) => {
    const when =
      required_on.length === 0 ? 'when useful' : `required for ${required_on.join(', ')}`;
    return `- \`out/${file}\` (${format}): ${when}`;
  });
  const revises = node.may_revise ? '; one with the id of the work item revises it' : '';
  const documents = `proposed documents (${node.proposes.join(', ')}), one file each${revises}`;
  const proposals = node.proposes.length === 0 ? [] : [`- \`out/work/<id>.md\`: ${documents}`];
  const words = node.may_declare?.map((word) => `"${word}"`).join(', ');
  const declares = words === undefined ? '' : `; \`declares\` there may be a list of ${words}`;
  return [`- \`out/result.json\`${declares}`, ...artifacts, ...proposals].join('\n');
}

const QUOTED_ITEM_LENGTH_MAX = 300;

/** Ids stand in the prompt of a stage whose hand-back has to answer for them. */
function contractText(node: PlanNode, { lineage }: StageRequest): string {
  const answers =
    node.requires !== undefined || node.artifacts.some(({ agrees }) => agrees !== undefined);
  const contract = lineage?.contract;
  if (!answers || contract == null || contract.items.length === 0) return '';
  const items = contract.items.map(
    ({ id, text, waived }) => `- ${id}${waived === true ? ' (waived)' : ''}: ${clip(text)}`,
  );
  const covered =
    node.requires === undefined || contract.covered.length === 0
      ? []
      : [`Covered by work that is open or done: ${contract.covered.join(', ')}.`];
  return ['## Contract ids', items.join('\n'), ...covered].join('\n\n');
}

function clip(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length <= QUOTED_ITEM_LENGTH_MAX
    ? line
    : `${line.slice(0, QUOTED_ITEM_LENGTH_MAX)}... (whole in in/contract.md)`;
}

function workText(request: StageRequest, inputs: StageInputs): string {
  const name = request.closure === null ? 'work_item.md' : 'root_spec.md';
  const text = inputs.files.get(name) ?? '';
  const head = request.closure === null ? '## Work item' : '## Contract to judge';
  if (text.length > INLINE_ITEM_LENGTH_MAX) return `${head}\n\nIt is long: read \`in/${name}\`.`;
  const fence = text.includes('```') ? '````' : '```';
  return `${head}\n\n${fence}markdown\n${text.trimEnd()}\n${fence}`;
}
