/**
 * The closed set of what `doctor` can find: how bad it is, and one line of meaning. A code is
 * added, never renamed. `error`: something does not work; `warning`: something is not as it should
 * be and does no harm yet; `note`: worth knowing.
 */
export const FINDINGS = {
  journal_missing: ['error', 'The journal is gone; the next owner makes it anew.'],
  journal_damaged: ['error', 'A record or the checkpoint of the journal is not as written.'],
  journal_newer: ['error', 'A later release wrote the journal.'],
  journal_cut_off: ['note', 'The last owner was cut off; the next one takes over what it left.'],
  journal_put_aside: ['note', 'An earlier journal of this workspace lies beside the current one.'],
  history_damaged: ['warning', 'An old record cannot be read; only history is affected.'],
  archives_large: ['warning', 'Old records take more room than the config gives them.'],
  projection_missing: ['warning', 'A file that is rendered from the journal is gone.'],
  projection_differs: ['warning', 'A file that is rendered from the journal was changed by hand.'],
  lock_not_supported: ['error', 'The file system of the workspace has no locks.'],
  lock_held: ['note', 'A process owns the workspace now.'],
  lock_left: ['note', 'The last owner ended without saying so; its lock is free.'],
  loop_wanted: ['warning', 'A loop should run and none does.'],
  loop_newer: ['warning', 'The loop runs a later release than this client.'],
  mailbox_waiting: ['note', 'Commands wait for the next owner.'],
  mailbox_refused: ['note', 'Files in the mailbox were no commands; they were put away.'],
  notify_config_invalid: ['warning', 'The file that says whom to notify cannot be used.'],
  notification_failing: ['warning', 'Notifications do not reach a target.'],
  attempt_running: ['note', 'A stage is running.'],
  attempt_ended: ['note', 'A stage has ended and its result waits to be applied.'],
  attempt_not_started: ['note', 'A stage was dispatched and never began; it is dispatched anew.'],
  attempt_unattended: [
    'warning',
    'The keeper of a stage is dead; the next owner judges the stage.',
  ],
  attempt_folder_missing: ['error', 'The folder of a stage that should run is gone.'],
  attempt_left_over: ['note', 'A folder of an attempt of which the journal knows nothing.'],
  lineage_differs: ['warning', 'Work belongs to one root and names work of another as its origin.'],
  lineage_missing: ['warning', 'Work belongs to no root, and names work that does.'],
  lineage_orphan: ['warning', 'Work belongs to a root of which there is no document.'],
  lineage_source_gone: ['note', 'Open work came from work that was withdrawn or superseded.'],
  idea_waits: ['warning', 'A file of the ideas inbox became no work, or was edited too late.'],
  document_unreadable: ['error', 'A document in a queue does not follow the grammar.'],
  document_waiting: ['note', 'A new file in a queue was not taken in yet.'],
  document_edited: ['note', 'A queued document was edited; it becomes a revision when claimed.'],
  document_edit_refused: ['error', 'An edit of a queued document does not follow the grammar.'],
  document_changed: ['warning', 'A document was changed where edits do not count.'],
  document_missing: ['warning', 'The document of a work item is not in its folder.'],
  document_copy: ['warning', 'A second copy of a document lies in another folder.'],
  document_misplaced: ['warning', 'A document lies in a folder from which nothing is taken in.'],
  document_put_aside: ['note', 'A refused edit is kept beside its document.'],
  foreign_file: ['note', 'Something that is not ours lies in a folder of the runtime.'],
  place_taken: [
    'warning',
    'Something else stands where the runtime keeps its own: it is left alone, and what it hides is missing.',
  ],
  manifest_invalid: ['error', 'The list of managed assets is gone or not as init wrote it.'],
  asset_missing: ['warning', 'A managed asset is not there: somebody deleted it.'],
  upgrade_unfinished: [
    'error',
    'An upgrade of the assets, or the undoing of one, was cut short: some are new and some are old.',
  ],
  skill_invalid: [
    'warning',
    'A skill is not as a skill has to be: its stages read it all the same.',
  ],
  skill_unsettled: [
    'note',
    'A newer text of an index or a release lies beside a skill that was edited here.',
  ],
  prompt_invalid: ['warning', 'A prompt is no text that a stage can be given.'],
  skill_waiting: ['note', 'A text that a stage proposed for a skill waits for a decision.'],
  asset_edited: ['note', 'A managed asset was edited in this workspace.'],
  closure_rules_older: [
    'warning',
    'A stage kind or family lacks rules of closure that this release has.',
  ],
  baseline_other_release: ['note', 'Another release wrote the managed assets.'],
  config_invalid: ['error', 'The config cannot be used.'],
  plan_missing: ['note', 'No plan has been adopted yet.'],
  plan_stale: ['warning', 'The adopted plan no longer matches its sources.'],
  plan_invalid: ['error', 'The sources do not compile.'],
  plan_warning: ['warning', 'Something in the sources does nothing, or is not read.'],
  plan_differs: ['note', 'This release would compile the adopted plan in another way.'],
  workspace_not_trusted: ['warning', 'What would run has not been trusted by its user.'],
  runner_program_missing: ['warning', 'The program of a runner is not found.'],
  runner_not_logged_in: ['warning', 'The harness of a runner has no login and no key.'],
  runner_older: [
    'warning',
    'A harness is older than the version that this release was tested with.',
  ],
  runner_newer: ['note', 'A harness is newer than the version that this release was tested with.'],
  runner_version_unknown: [
    'note',
    'The program of a harness does not say a version that is known.',
  ],
  usage_rule_reached: ['warning', 'More is used than a rule of usage allows: nothing is started.'],
  usage_not_known: ['error', 'What may be used cannot be read, so nothing is started.'],
  quota_reading_old: ['warning', 'What is used of the subscription is not known, or not any more.'],
  price_unknown: ['note', 'Nobody has a price for a model that the plan names.'],
  disk_low: ['warning', 'Little room is left on the disk.'],
  disk_full: ['error', 'No room is left on the disk.'],
  program_shadowed: ['warning', 'Another program of the same name comes first on the PATH.'],
  variable_unknown: ['note', 'A variable named like one of ours means nothing: a slip, perhaps.'],
  state_deleted: ['error', 'The state of the workspace was deleted; what writes next restores it.'],
  journal_went_back: ['error', 'An older journal was put in the place of the newest one.'],
  journal_records_lost: ['warning', 'Records that were synced once are nowhere any more.'],
  not_anchored: ['note', 'The journal has no second name outside of the workspace.'],
  anchored_by_copies: [
    'note',
    'The journal is copied outside of the workspace: links are impossible.',
  ],
  workspace_copied: ['warning', 'The workspace is a copy; it gets an id of its own.'],
  workspace_moved: ['note', 'The workspace was moved since it was last owned.'],
  state_not_ignored: ['warning', 'Runtime state is not kept out of the git repository.'],
} as const satisfies Readonly<Record<string, readonly [Severity, string]>>;

export type Severity = 'error' | 'warning' | 'note';
export type FindingCode = keyof typeof FINDINGS;

export interface Finding {
  readonly code: FindingCode;
  readonly severity: Severity;
  /** A path below the workspace, an attempt, a process or the like. */
  readonly place: string;
  readonly what: string;
  /** What to do, or that there is nothing to do. */
  readonly next: string;
}

export const SEVERITIES: readonly Severity[] = ['error', 'warning', 'note'];
