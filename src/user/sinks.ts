import { isMillraceError } from '../runtime/errors/errors.ts';
import { DiskFault, type SinkList, type Sinks, type Stat } from '../runtime/ports/index.ts';
import { invalid, readNotifyConfig } from './notify-config.ts';
import { NOTIFY_FILE } from './notify-place.ts';
import { sinkOf, type TargetPorts } from './targets.ts';

const FILE_BYTES_MAX = 64 * 1024;
const NOBODY: SinkList = { sinks: [], problem: null, gone_after_ms: 0 };

export interface SinkSettings {
  /** The user's config folder: `$XDG_CONFIG_HOME`, else `~/.config`. */
  readonly config_home: string;
  readonly log: (line: string) => void;
}

/** Whom a user wants to be told, as one file says. It is read again when it changes. */
export class FileSinks implements Sinks {
  private readonly path: string;
  private seen = '';
  private known: SinkList = NOBODY;

  constructor(
    private readonly ports: TargetPorts,
    private readonly settings: SinkSettings,
  ) {
    this.path = `${settings.config_home}/${NOTIFY_FILE}`;
  }

  list(): SinkList {
    try {
      const stat = this.stat();
      const seen = stat === null ? '' : signature(stat);
      if (seen !== this.seen) this.known = this.read();
      this.seen = seen;
    } catch (error) {
      if (!(error instanceof DiskFault)) throw error;
      this.known = { ...NOBODY, problem: invalid(`it cannot be read (${error.code})`) };
      this.seen = '';
    }
    return this.known;
  }

  log(line: string): void {
    const at = new Date(this.ports.clock.now()).toISOString();
    this.settings.log(`[${at}] ${line}`);
  }

  /** Of the file itself where it is a link, as those who keep their settings elsewhere have it. */
  private stat(): Stat | null {
    const { disk } = this.ports;
    const stat = disk.stat(this.path);
    const real = stat?.kind === 'link' ? disk.realpath(this.path) : null;
    return real === null ? stat : disk.stat(real);
  }

  private read(): SinkList {
    const bytes = this.ports.disk.read(this.ports.disk.realpath(this.path) ?? this.path);
    if (bytes === null) return NOBODY;
    try {
      if (bytes.length > FILE_BYTES_MAX) throw invalid(`it is larger than ${FILE_BYTES_MAX} bytes`);
      const { targets, owner_gone_after_seconds } = readNotifyConfig(decoder.decode(bytes));
      const sinks = Object.entries(targets).map(([name, one]) => sinkOf(this.ports, name, one));
      return { sinks, problem: null, gone_after_ms: owner_gone_after_seconds * 1000 };
    } catch (error) {
      if (!isMillraceError(error)) throw error;
      return { ...NOBODY, problem: error };
    }
  }
}

const decoder = new TextDecoder();

function signature({ mtime_ms, size_bytes, inode }: Stat): string {
  return `${mtime_ms} ${size_bytes} ${inode}`;
}
