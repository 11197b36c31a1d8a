import { CLOSURE_TRAITS } from './closure-traits.ts';
import { DOCUMENT_TRAITS } from './document-traits.ts';
import type { Draft } from './draft.ts';
import { LATER_TRAITS } from './later-traits.ts';
import { MAILBOX_TRAITS } from './mailbox-traits.ts';
import { PLACE_TRAITS } from './place-traits.ts';
import { RUN_TRAITS } from './run-traits.ts';
import { STATE_TRAITS } from './state-traits.ts';
import { WORK_TRAITS } from './work-traits.ts';

/** One way in which a workspace is not as the program that made it would have it. */
export type Trait = (draft: Draft) => void;
export type Traits = Readonly<Record<string, Trait>>;

export const TRAITS: Traits = {
  ...DOCUMENT_TRAITS,
  ...STATE_TRAITS,
  ...MAILBOX_TRAITS,
  ...RUN_TRAITS,
  ...CLOSURE_TRAITS,
  ...LATER_TRAITS,
  ...PLACE_TRAITS,
  ...WORK_TRAITS,
};
