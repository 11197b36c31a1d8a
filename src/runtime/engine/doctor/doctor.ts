/**
 * Looks at everything of a workspace, and makes anew what the journal can tell. Each look is
 * bounded and ends in findings of a closed set, also where something cannot be read. Only a repair
 * writes, as the owner, and it never loses a text that a person wrote.
 */

import type { DoctorView } from '../../api/index.ts';
import type { PlanIndex } from '../../kernel/index.ts';
import { workspacePath } from '../../plan/index.ts';
import { verify } from '../../render/index.ts';
import { type Layout, PLACES } from '../../workspace/index.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import type { Follower } from '../workspace/follower.ts';
import { checkAttempts } from './attempts.ts';
import { checkDocuments } from './documents.ts';
import { Findings } from './findings.ts';
import { checkJournal } from './journal.ts';
import {
  checkAssets,
  checkIgnored,
  checkLock,
  checkMailbox,
  checkSpace,
  checkVariables,
} from './machine.ts';
import { checkOutbox } from './outbox.ts';
import { checkPlan } from './plan.ts';
import { checkProjections } from './projections.ts';
import { checkRunners } from './runners.ts';

/** Longer than an owner takes to render what it recorded. */
const RENDER_LAG_MS = 500;

/**
 * Looks at everything and changes nothing. What cannot be looked at is a finding as well, so that a
 * workspace in any condition gets an answer.
 */
export async function doctor(ports: EnginePorts, layout: Layout): Promise<DoctorView> {
  const found = new Findings();
  const follower = checkJournal(ports, layout, found);
  try {
    const wanted = follower?.state.desired_running ?? false;
    const index = follower === null ? null : indexOf(follower, found);
    const owned = checkLock(ports, layout, wanted, found);
    checkMailbox(ports, layout, found);
    checkOutbox(ports, layout, found);
    if (follower !== null) checkAttempts(ports, layout, follower.state, found);
    if (follower !== null && index !== null) {
      await checkContents(ports, layout, { follower, index, owned }, found);
    }
    const plan = checkPlan(ports, index?.plan ?? null, found);
    if (plan !== null) await checkRunners(ports, layout, plan, found);
    checkAssets(ports, layout, found);
    checkIgnored(ports, layout, found);
    checkSpace(ports, layout, found);
    checkVariables(ports, found);
    return found.view(follower?.state.seq ?? null, plan?.simulated ?? false);
  } finally {
    follower?.close();
  }
}

/** The plan is a blob that may be gone or damaged. */
function indexOf(follower: Follower, found: Findings): PlanIndex | null {
  return found.try('journal_damaged', workspacePath(PLACES.blobs), () => follower.index);
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
  found: Findings,
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
  checkDocuments(ports, layout, follower.state, index, found);
  checkProjections(ports, layout, index, problems, found);
}
