/**
 * Looks at everything of a workspace, and makes anew what the journal can tell. Each look is
 * bounded and ends in findings of a closed set, also where something cannot be read. Only a repair
 * writes, as the owner, and it never loses a text that a person wrote.
 */

import type { DoctorView } from '../../api/index.ts';
import { isSimulated, type PlanIndex } from '../../kernel/index.ts';
import { workspacePath } from '../../plan/index.ts';
import { verify } from '../../render/index.ts';
import { type Layout, PLACES } from '../../workspace/index.ts';
import type { TrustGate } from '../harnesses/trust-gate.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import { isAllGone } from '../views/loss.ts';
import type { Follower } from '../workspace/follower.ts';
import { checkAnchor } from './anchor.ts';
import { checkAssets } from './assets.ts';
import { checkAttempts } from './attempts.ts';
import { checkDocuments } from './documents.ts';
import { coded, Findings } from './findings.ts';
import { checkForeign } from './foreign.ts';
import { checkJournal } from './journal.ts';
import { checkLineage } from './lineage.ts';
import {
  checkIgnored,
  checkLock,
  checkMailbox,
  checkProgram,
  checkSpace,
  checkVariables,
} from './machine.ts';
import { checkOutbox } from './outbox.ts';
import { checkPlace } from './place.ts';
import { checkPlan } from './plan.ts';
import { checkProjections } from './projections.ts';
import { checkPrompts } from './prompts.ts';
import { checkRunners } from './runners.ts';
import { checkSkills } from './skills.ts';
import { checkTrust } from './trust.ts';
import { checkPrices, checkUsage } from './usage.ts';

/** Longer than an owner takes to render what it recorded. */
const RENDER_LAG_MS = 500;

/**
 * Looks at everything and changes nothing. What cannot be looked at is a finding as well, so that a
 * workspace in any condition gets an answer.
 */
export async function doctor(
  ports: EnginePorts,
  layout: Layout,
  trust: TrustGate,
): Promise<DoctorView> {
  const findings = new Findings();
  const follower = checkJournal(ports, layout, findings);
  try {
    const wanted = follower?.state.desired_running ?? false;
    const index = follower === null ? null : indexOf(follower, findings);
    const owned = checkLock(ports, layout, wanted, findings);
    checkPlace(ports, layout, findings);
    checkForeign(ports, layout, findings);
    checkMailbox(ports, layout, findings);
    checkOutbox(ports, layout, findings);
    if (follower !== null) checkAnchor(ports, layout, follower, findings);
    if (follower !== null) checkAttempts(ports, layout, follower.state, findings);
    if (follower !== null && index !== null) {
      await checkContents(ports, layout, { follower, index, owned }, findings);
    }
    const isGone = follower !== null && isAllGone(ports.disk, layout);
    const adopted = index?.plan ?? null;
    const plan = isGone ? adopted : checkPlan(ports, adopted, findings);
    if (plan !== null) {
      checkTrust(trust, plan, findings);
      await checkRunners(ports, { layout, trust }, plan, findings);
    }
    if (follower !== null) checkUsage(ports, layout, follower, findings);
    if (plan !== null) checkPrices(ports, plan, findings);
    if (!isGone) checkAssets(ports, layout, findings);
    if (!isGone) checkPrompts(ports, layout, findings);
    const isReadable = index !== null || follower?.state.plan_sha256 === null;
    if (follower !== null && !isGone && isReadable)
      checkSkills(ports, { follower, plan: adopted }, findings);
    checkIgnored(ports, layout, findings);
    checkSpace(ports, layout, findings);
    checkVariables(ports, findings);
    checkProgram(ports, findings);
    const simulated =
      follower === null || index === null
        ? (plan?.simulated ?? false)
        : isSimulated(follower.state, index);
    return findings.view(follower?.state.seq ?? null, simulated);
  } finally {
    follower?.close();
  }
}

/** The plan is a blob that may be gone or damaged, or that a later release has written. */
function indexOf(follower: Follower, findings: Findings): PlanIndex | null {
  try {
    return follower.index;
  } catch (thrown) {
    const { code, facts } = coded(thrown);
    const finding = code === 'journal_newer' ? 'journal_newer' : 'journal_damaged';
    findings.add(finding, workspacePath(PLACES.blobs), facts.what, facts.next);
    return null;
  }
}

interface Contents {
  readonly follower: Follower;
  readonly index: PlanIndex;
  readonly owned: boolean;
}

async function checkContents(
  ports: EnginePorts,
  layout: Layout,
  { follower, index, owned }: Contents,
  findings: Findings,
): Promise<void> {
  const look = () => verify(ports, layout.runtime, follower.state, index);
  let problems = look();
  if (owned && problems.length > 0) {
    // The owner may be about to write them. What stays wrong at a later record is wrong.
    await ports.clock.sleep(RENDER_LAG_MS);
    follower.catchUp();
    const later = new Set(look().map(({ path }) => path));
    problems = problems.filter(({ path }) => later.has(path));
  }
  checkDocuments(ports, layout, follower.state, index, findings);
  checkLineage(follower, index, findings);
  checkProjections(ports, layout, index, problems, findings);
}
