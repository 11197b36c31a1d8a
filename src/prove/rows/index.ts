import type { Lab } from '../sim/lab.ts';
import { appendRow } from './append.ts';
import { budgetRow } from './budget.ts';
import { clockRow } from './clock.ts';
import { copyRow } from './copies.ts';
import { deletionRow } from './deletion.ts';
import { descriptorsRow, fullRow, ioErrorRow, lostPagesRow, shortWriteRow } from './faults.ts';
import { foreignRow } from './foreign.ts';
import { forgedRow } from './forged.ts';
import { ideaRow } from './idea.ts';
import { importRow } from './import.ts';
import { journalLossRow } from './journal-loss.ts';
import { keeperRow, spareKeeperRow } from './keeper.ts';
import { fenceRow, interventionRow, killRow, powerRow, recoveryRow, warmKillRow } from './kills.ts';
import { tellingRow } from './notifications.ts';
import { processRow, raceRow, spareRow, type Yard } from './processes.ts';
import { promotionRow } from './promotion.ts';
import { reloadRow } from './reload.ts';
import { restoredBackupRow } from './restored-backup.ts';
import type { Row } from './row.ts';
import { upgradeRow } from './upgrade.ts';
import { userCommandRow } from './user-commands.ts';

/** The rows on a simulated machine. */
export function simulatedRows(lab: Lab): Row[] {
  return [
    killRow(lab),
    warmKillRow(lab),
    recoveryRow(lab),
    fenceRow(lab),
    interventionRow(lab),
    powerRow(lab),
    lostPagesRow(lab),
    fullRow(lab),
    ioErrorRow(lab),
    shortWriteRow(lab),
    descriptorsRow(lab),
    foreignRow(lab),
    appendRow(lab),
    journalLossRow(lab),
    deletionRow(lab),
    restoredBackupRow(lab),
    copyRow(lab),
    clockRow(lab),
    keeperRow(lab),
    spareKeeperRow(lab),
    forgedRow(lab),
    tellingRow(lab),
    promotionRow(lab),
    upgradeRow(lab),
    importRow(lab),
    reloadRow(lab),
    budgetRow(lab),
    ideaRow(lab),
  ];
}

/** The rows of real processes on the real disk. */
export function realRows(yard: Yard): Row[] {
  return [processRow(yard), spareRow(yard), raceRow(yard), userCommandRow(yard)];
}
