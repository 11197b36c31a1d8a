import { type Plan, RUNTIME_FOLDER } from '../../plan/index.ts';
import type { TrustGate } from '../harnesses/trust-gate.ts';
import type { Findings } from './findings.ts';

/** Whether what would run may run. Looking needs no trust, and starts nothing that would need it. */
export function checkTrust(trust: TrustGate, plan: Plan, findings: Findings): void {
  const problem = trust.problemOf(plan);
  if (problem === null) {
    findings.checked('trust', 'what would run here is trusted');
    return;
  }
  const { what, next } = problem.facts;
  findings.add('workspace_not_trusted', RUNTIME_FOLDER, what, next);
  findings.checked('trust', 'not trusted: nothing that the workspace names is started');
}
