import { type CallToolResult, Server } from '@modelcontextprotocol/server';
import { type Disk, DiskFault } from '../runtime/ports/disk.ts';
import { HandBack } from './hand-back.ts';
import { callTool, toolList } from './tools.ts';

export interface StageServerSettings {
  readonly disk: Disk;
  /** Absolute path of the attempt's folder. */
  readonly directory: string;
  readonly version: string;
  readonly log: (text: string) => void;
}

/** A client that defers tools shows a model nothing but this beforehand. */
const INSTRUCTIONS =
  'Hands back what this stage of a governed run came to, and checks it at once. ' +
  'propose_work: one document. report_result: the result, last. stage_context: what both accept.';

/** The tools of the agent inside one attempt. */
export class StageServer {
  constructor(private readonly settings: StageServerSettings) {}

  create(): Server {
    const server = new Server(
      { name: 'millrace_stage', version: this.settings.version },
      { capabilities: { tools: {} }, instructions: INSTRUCTIONS },
    );
    server.setRequestHandler('tools/list', () => ({ tools: toolList() }));
    server.setRequestHandler('tools/call', ({ params }) =>
      this.call(params.name, params.arguments ?? {}),
    );
    return server;
  }

  /** A call is answered before anything else is read. */
  settle(): Promise<void> {
    return Promise.resolve();
  }

  close(): void {
    // Holds nothing open.
  }

  private call(name: string, args: unknown): CallToolResult {
    const { disk, directory, log } = this.settings;
    try {
      const answer = callTool(new HandBack(disk, directory), name, args);
      return answer.ok ? factual(answer.facts) : refusal(answer.errors);
    } catch (thrown) {
      log(thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown));
      const why = thrown instanceof DiskFault ? ` (${thrown.code})` : '';
      return refusal([`it could not be done${why}; write the files into out/ instead`]);
    }
  }
}

/** Clients show a model the structured content alone, and of an error the text. */
function factual(facts: Record<string, unknown>): CallToolResult {
  return { content: [{ type: 'text', text: JSON.stringify(facts) }], structuredContent: facts };
}

function refusal(errors: readonly string[]): CallToolResult {
  return { content: [{ type: 'text', text: errors.join('\n') }], isError: true };
}
