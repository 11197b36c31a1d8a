import type { RunnerConfig } from '../../plan/index.ts';
import { markVariables } from '../harness/launch.ts';
import type { LaunchInput } from '../harness/types.ts';

/**
 * Name of the MCP server with the tools of a stage. Not `millrace`: users give that one to the
 * server that they operate Millrace with.
 */
export const STAGE_SERVER = 'millrace_stage';

/** Whether the agent of a stage is offered its tools. */
export function offersStageTools(config: RunnerConfig): boolean {
  return 'stage_mcp' in config && config.stage_mcp === true;
}

/** How a harness starts the server. By the variables it is found when its harness is gone. */
export function stageServer(input: LaunchInput) {
  const { self, attempt_dir } = input;
  return {
    command: self.node,
    args: [self.millrace, 'stage-mcp', attempt_dir],
    env: markVariables(input),
  };
}
