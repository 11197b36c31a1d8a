import { ATTEMPT_FILES } from '../runtime/keeper/files.ts';
import { judge } from '../runtime/kernel/proposals/judge.ts';
import type { Proposal, ProposalContext } from '../runtime/kernel/proposals/types.ts';
import { type Disk, DiskFault } from '../runtime/ports/disk.ts';
import { type Outbox, readOutbox } from '../runtime/runners/contract/outbox.ts';
import { PROPOSALS_FOLDER, proposalsIn } from '../runtime/runners/contract/proposals.ts';
import {
  STAGE_REQUEST_FILE,
  type StageRequest,
  stageRequest,
} from '../runtime/runners/contract/stage-request.ts';
import { durableWrite } from '../runtime/workspace/write.ts';
import { proposalContextOf } from './proposal-context.ts';

/** In `out/` itself: what a crash leaves of it must not look like a proposal. */
const SCRATCH_FILE = '.stage-mcp.tmp';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * What one attempt was asked for and has handed back so far. Reads nothing but the attempt's folder
 * and writes nothing but below its `out/`; the runtime judges the same files when the stage ends.
 */
export class HandBack {
  readonly request: StageRequest;
  readonly context: ProposalContext;

  constructor(
    private readonly disk: Disk,
    private readonly directory: string,
  ) {
    this.request = stageRequest.parse(JSON.parse(this.input(STAGE_REQUEST_FILE)));
    const { work } = this.request;
    this.context = proposalContextOf(this.request, work === null ? '' : this.input(work.file));
  }

  get inputs(): string {
    return `${this.directory}/${ATTEMPT_FILES.inputs}`;
  }

  get outbox(): string {
    return `${this.directory}/${ATTEMPT_FILES.outbox}`;
  }

  /** All that lies in `out/` now: the stage may write there by itself as well. */
  handedBack(): Outbox {
    const declared = this.request.node.artifacts.map(({ file }) => file);
    return readOutbox(this.disk, this.directory, declared);
  }

  /** The file that holds the document of this id, or would. */
  fileOf(family: string, id: string): string {
    const proposals = proposalsIn(this.handedBack().files);
    const known = proposals.find((one) => isAbout(this.context, one, family, id));
    if (known !== undefined) return known.name;
    const name = `${id}.md`;
    return proposals.some((one) => one.name === name) ? `${family}-${name}` : name;
  }

  /** Durable when it returns. Whoever reads meanwhile meets the old file or the new one. */
  write(name: string, text: string): void {
    this.folder(this.outbox);
    if (name.startsWith(PROPOSALS_FOLDER)) this.folder(`${this.outbox}/${PROPOSALS_FOLDER}`);
    const scratch = `${this.outbox}/${SCRATCH_FILE}`;
    durableWrite(this.disk, `${this.outbox}/${name}`, encoder.encode(text), scratch);
  }

  /** A link would lead elsewhere. */
  private folder(path: string): void {
    const folder = path.replace(/\/$/, '');
    const kind = this.disk.stat(folder)?.kind;
    if (kind === undefined) this.disk.mkdir(folder);
    else if (kind !== 'dir') throw new DiskFault('ENOTDIR', 'write', folder);
  }

  private input(name: string): string {
    return decoder.decode(this.disk.read(`${this.inputs}/${name}`) ?? new Uint8Array());
  }
}

function isAbout(
  context: ProposalContext,
  proposal: Proposal,
  family: string,
  id: string,
): boolean {
  const [one] = judge(context, [proposal]).judged;
  return one?.family.family_id === family && one.proposedId === id;
}
