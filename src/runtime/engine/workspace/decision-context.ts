import type { DecisionContext } from '../../kernel/index.ts';
import { workspacePath } from '../../plan/index.ts';
import { stageResultFile } from '../../render/index.ts';
import { frozenTexts } from './contract-texts.ts';
import type { Follower } from './follower.ts';

/** What the kernel is given: `given` by whoever asks, the rest as the follower reads it. */
export function decisionContext(
  follower: Follower,
  given: Pick<DecisionContext, 'index' | 'hash' | 'now' | 'work_dir' | 'governance'>,
): DecisionContext {
  return {
    document: (key) => follower.document(key),
    documentAt: ({ seq, sha256 }) => follower.documentAt(seq, sha256),
    handedOver: (key) => follower.handedOver(key),
    frozenText: (root) => {
      const target = follower.state.targets.get(root);
      return target === undefined ? null : frozenTexts(follower, target).spec;
    },
    stageResultPath: (run, request) => workspacePath(stageResultFile(run, request)),
    ...given,
  };
}
