import { doctorRepair } from './doctor_repair.ts';
import { gc } from './gc.ts';
import { groupOperations } from './group.ts';

/** What changes stored files and no work. Clients see one tool; a terminal has a command for each. */
export const upkeep = groupOperations({
  name: 'upkeep',
  title: 'Look after the stored files',
  summary: 'Repair rendered files, or let old storage go. Call doctor first.',
  members: [doctorRepair, gc],
});
