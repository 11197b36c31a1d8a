import { type TokenUsage, USAGE_PAUSE } from '../../../src/runtime/kernel/index.ts';
import { judgeUsage } from '../../../src/runtime/kernel/schedule/usage-rules.ts';
import { governanceOf, type Rules } from './governance.ts';
import { Scene } from './scene.ts';

export function used(total_tokens: number): TokenUsage {
  const none = { cached_input_tokens: 0, output_tokens: 0, thinking_tokens: 0 };
  return { input_tokens: total_tokens, ...none, total_tokens };
}

/** A stage runs; `rules` hold from here on. */
export function running(rules: Rules | null, plan = 'shipped'): Scene {
  const scene = new Scene(plan);
  scene.ledger.rules = rules;
  scene.admit('spec', 's');
  scene.go();
  return scene;
}

/** The running stage is lost after it has used so much, and is started again where that is allowed. */
export function spend(scene: Scene, tokens: number | null): string[] {
  return scene.gone('lost', { session: null, usage: tokens === null ? null : used(tokens) });
}

export function pauseOf({ state }: Scene) {
  return state.pauses.get(USAGE_PAUSE) ?? null;
}

/** What the rules say now, each in a line. */
export function blockers({ ledger, state }: Scene): string[] {
  const governance = governanceOf(ledger.rules ?? {}, ledger.now_ms);
  return judgeUsage(governance, state, ledger.now_ms).blockers.map(
    ({ rule_id, observed, reserved, threshold, next_resume_at, detail }) =>
      `${rule_id} ${observed}+${reserved}/${threshold} until ${next_resume_at}: ${detail}`,
  );
}
