import { amend } from './amend.ts';
import { answer } from './answer.ts';
import { note } from './note.ts';
import { prioritize } from './prioritize.ts';
import { groupOperations } from './support/group.ts';
import { waive } from './waive.ts';
import { withdraw } from './withdraw.ts';

/** What an owner decides afterwards about work that was handed over. */
export const revise = groupOperations({
  name: 'revise',
  title: 'Change your mind',
  summary: 'Change a spec, cancel it, answer a question: decide about work handed over.',
  by: 'action',
  members: { note, answer, amend, withdraw, prioritize, waive },
});
