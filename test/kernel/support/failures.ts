import type { Verdict } from '../../../src/runtime/kernel/index.ts';

/** How an attempt ends that gives no result. */
export const FAILURES: Readonly<
  Record<number, Pick<Extract<Verdict, { kind: 'failure' }>, 'failure_class' | 'policy'>>
> = {
  4: { failure_class: 'runner_error', policy: 'recover' },
  5: { failure_class: 'provider_failure', policy: 'rest' },
  6: { failure_class: 'not_logged_in', policy: 'hold' },
};
