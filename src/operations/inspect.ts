import { diff } from './diff.ts';
import { doctor } from './doctor.ts';
import { list } from './list.ts';
import { logs } from './logs.ts';
import { show } from './show.ts';
import { groupOperations } from './support/group.ts';
import { why } from './why.ts';

/** All that an agent may look at, as one tool; a terminal has a command for each view. */
export const inspect = groupOperations({
  name: 'inspect',
  title: 'Look at work closely',
  summary:
    'Look at a spec, task or run: what it is doing, why it is blocked, its logs, its diff, its report.',
  by: 'view',
  members: { list, show, logs, diff, why, health: doctor },
});
