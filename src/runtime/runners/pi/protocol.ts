import { type HarnessEvent, textOf } from '../harness/events.ts';

/** Dialogues of extensions; nobody is there to answer them. */
const DIALOGUES: ReadonlySet<string> = new Set(['select', 'confirm', 'input', 'editor']);
/** Its answer names the session, what it has cost, and shows that nothing went on meanwhile. */
const QUESTION = 'get_session_stats';

/** What the records of Pi mean for the dialogue with it: what to say next, and when it is over. */
export class PiTalk {
  over = false;
  /** Id of the question whose answer ends the dialogue; null while work goes on. */
  closing: string | null = null;
  private running = false;
  private asked = 0;

  /** The first lines: the answer to the first names the session before anything is spent. */
  opening(prompt: string): string {
    return (
      messageLine({ id: 'session', type: QUESTION }) +
      messageLine({ id: 'prompt', type: 'prompt', message: prompt })
    );
  }

  abort(): string {
    return messageLine({ id: 'abort', type: 'abort' });
  }

  /** The lines to answer a record with; mostly none. */
  hear(record: HarnessEvent): string {
    switch (textOf(record, 'type')) {
      case 'agent_start':
        this.running = true;
        this.closing = null;
        return '';
      case 'agent_end':
        return this.close();
      // The end of a run is not final: what follows it is recorded before any question is answered.
      case 'auto_retry_start':
        this.closing = null;
        return '';
      case 'auto_retry_end':
        return record.success === true ? '' : this.close();
      case 'compaction_start':
        // Only what was too long for the model is sent again afterwards.
        if (record.reason === 'overflow') this.closing = null;
        return '';
      case 'compaction_end':
        return this.running && record.willRetry !== true ? this.close() : '';
      case 'extension_ui_request':
        return refusalOf(record);
      case 'response':
        this.takeAnswer(record);
    }
    return '';
  }

  private close(): string {
    this.asked += 1;
    this.closing = `end-${this.asked}`;
    return messageLine({ id: this.closing, type: QUESTION });
  }

  private takeAnswer(record: HarnessEvent): void {
    const refused = record.command === 'prompt' && record.success !== true;
    const ended = this.closing !== null && record.id === this.closing;
    this.over ||= refused || ended || record.command === 'abort';
  }
}

function refusalOf(record: HarnessEvent): string {
  if (!DIALOGUES.has(textOf(record, 'method'))) return '';
  return messageLine({ type: 'extension_ui_response', id: textOf(record, 'id'), cancelled: true });
}

function messageLine(command: Readonly<Record<string, unknown>>): string {
  return `${JSON.stringify(command)}\n`;
}
