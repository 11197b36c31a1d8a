import { doctorProbe } from './doctor_probe.ts';
import { doctorRepair } from './doctor_repair.ts';
import { gc } from './gc.ts';
import { groupOperations } from './group.ts';

/** What looks after the workspace and changes no work. Clients see one tool; a terminal has a command for each. */
export const upkeep = groupOperations({
  name: 'upkeep',
  title: 'Look after the workspace',
  summary: 'Repair rendered files, try the harnesses, or let old storage go. Call doctor first.',
  members: [doctorRepair, doctorProbe, gc],
});
