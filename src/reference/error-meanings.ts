import type { ErrorCode, ErrorGroup } from '../runtime/errors/errors.ts';

export const GROUP_MEANINGS: Readonly<Record<ErrorGroup, string>> = {
  caller: 'What was sent cannot be accepted. Nothing was changed; correct it and call again.',
  operator: 'Whoever operates the workspace has to do something first.',
  author: 'A file of the config, a mode, a graph or a prompt has to change.',
  machine: 'Stored data is damaged or the machine failed. The text says how to repair it.',
  bug: 'A defect of Millrace itself.',
};

export const ERROR_MEANINGS: Readonly<Record<ErrorCode, string>> = {
  input_invalid: 'An argument is unknown, missing, of the wrong type or out of its bounds.',
  document_invalid: 'A document does not follow the grammar; every problem is named with its line.',
  document_too_large: 'A document is larger than one record may hold.',
  id_invalid: 'An id has characters or a length that a file name may not have.',
  id_taken: 'The id belongs to a document with other content.',
  request_key_conflict: 'The request key belongs to a call with other content.',
  path_outside_workspace: 'A path, or the target of a link, lies outside the workspace.',
  path_not_readable: 'A file does not exist, is not a regular file or cannot be opened.',
  run_not_found: 'There is no run with this id.',
  revision_refused:
    'A decision about work cannot apply: it is unknown, over, or nothing would change.',
  resource_not_found: 'There is no resource at this address.',
  operation_unknown: 'There is no operation or command of this name.',
  inside_stage: 'A stage called what changes a workspace; it hands back a result instead.',
  workspace_out_of_reach:
    'The workspace is none that this client may touch: of its roots, or of what the server serves.',
  workspace_not_initialized: 'The folder has no baseline yet. `init` makes one.',
  uncommitted_changes:
    'The folder that stages edit holds changes that are not committed. Stages would mix theirs with them.',
  workspace_foreign:
    'The workspace was made by another program, and nothing is written into it: `import` takes it over.',
  workspace_not_writable: 'The workspace is a file, or read-only, or belongs to someone else.',
  workspace_owned: 'Another process owns the workspace and did not let go in time.',
  client_outdated: 'The loop runs a later release: this client may read, not command.',
  workspace_not_trusted: 'Nothing of this workspace is executed before its user trusts it.',
  person_needed: 'Only a person at a terminal may decide it, by typing the id that it is about.',
  state_deleted:
    'The state of the workspace was deleted and is kept outside of it: restore, or begin anew.',
  journal_went_back:
    'An older journal lies in the place of the newest: somebody has to say which goes on.',
  plan_missing: 'No plan has been adopted yet.',
  runner_not_available: 'The program of a runner is not installed or cannot be started.',
  platform_not_supported: 'Millrace does not run on this system.',
  lock_not_supported: 'The file system has no locks that end with their holder.',
  port_not_available: 'Nobody can listen on the port: another process does, or it is not allowed.',
  token_not_private: 'The file of the token may be read by others, or is no file of this user.',
  download_failed: 'What was to be fetched could not be read: its place, the network or its size.',
  skill_index_refused:
    'An index of skills, or a file of it, is not what was pinned or listed, or cannot be used.',
  config_invalid: 'The config is not TOML, or has a key or value that is not known.',
  mode_unknown: 'There is no mode of this name.',
  plan_invalid: 'The sources do not compile. `compile_validate` lists every problem.',
  journal_damaged: 'A record of the journal does not link to the one before it.',
  journal_replaced: 'The journal at its path is not the one that was written.',
  journal_newer: 'The journal was written by a newer release.',
  disk_full: 'There is no space left.',
  disk_failed: 'The disk refused to read or write.',
  keeper_cannot_start: 'The process that owns a stage could not be started several times in a row.',
  attempt_not_judgeable: 'Whether a stage is alive cannot be told from this machine or user.',
  internal_error: 'Millrace met a defect of its own. The details are in its log.',
};
