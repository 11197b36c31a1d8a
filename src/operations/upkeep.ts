import { doctorProbe } from './doctor_probe.ts';
import { doctorRepair } from './doctor_repair.ts';
import { gc } from './gc.ts';
import { groupOperations } from './support/group.ts';

/** What looks after the workspace and changes no work: one tool, and a command for each in a terminal. */
export const upkeep = groupOperations({
  name: 'upkeep',
  title: 'Look after the workspace',
  summary: 'Repair rendered files, try harnesses, clean up storage. Call doctor first.',
  by: 'action',
  members: { doctor_repair: doctorRepair, doctor_probe: doctorProbe, gc },
});
