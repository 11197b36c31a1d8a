import { NodeHash } from '../../../src/runtime/host/hash.ts';
import type { Change, Recorded } from '../../../src/runtime/kernel/changes/changes.ts';
import type { JournalRecord } from '../../../src/runtime/kernel/changes/record.ts';
import { evolve } from '../../../src/runtime/kernel/evolve/evolve.ts';
import { PlanIndex } from '../../../src/runtime/kernel/state/plan-index.ts';
import { State } from '../../../src/runtime/kernel/state/state.ts';
import type { Plan } from '../../../src/runtime/plan/index.ts';
import { type OpenOptions, Renderer, type Sources } from '../../../src/runtime/render/index.ts';
import { SimDisk, type SimFaults, type SimImage } from '../../../src/sim/sim-disk.ts';
import { SimIds } from '../../../src/sim/sim-ids.ts';

export const ROOT = '/ws/millrace-agents';
export const hash = new NodeHash();
const encoder = new TextEncoder();
const START_MS = Date.parse('2026-03-01T08:00:00.000Z');

export function recorded(text: string): Recorded {
  return { sha256: hash.sha256(text), size_bytes: encoder.encode(text).length, text };
}

export function time(minutes: number): string {
  return new Date(START_MS + minutes * 60_000).toISOString();
}

/** The engine's part: commits hand-made changes and renders. Journal and blobs are plain memory. */
export class World {
  readonly state = new State();
  readonly records: JournalRecord[] = [];
  readonly blobs = new Map<string, Uint8Array>();
  readonly index: PlanIndex;
  disk: SimDisk;
  renderer: Renderer;

  constructor(plan: Plan, disk?: SimDisk) {
    this.index = new PlanIndex(plan);
    this.disk = disk ?? freshDisk();
    this.renderer = this.newRenderer();
    this.renderer.open(this.state, this.index);
  }

  /** One record. Rendering waits for `flush`. */
  commit(...changes: Change[]): void {
    const n = this.state.seq + 1;
    const record: JournalRecord = {
      v: 1,
      n,
      at: time(n),
      c: structuredClone(changes),
      why: [{ input: 'tick', rule: 'test' }],
    };
    this.records.push(record);
    this.renderer.collect(this.state, record, [evolve(this.state, record)]);
  }

  flush(): void {
    this.renderer.flush(this.state, this.index);
  }

  step(...changes: Change[]): void {
    this.commit(...changes);
    this.flush();
  }

  /** Another process takes over what is on the disk. */
  reopen(
    image: SimImage = this.disk.killImage(),
    options: OpenOptions = {},
    faults: SimFaults = {},
  ): void {
    this.disk = new SimDisk(image, faults);
    this.renderer = this.newRenderer();
    this.renderer.open(this.state, this.index, options);
  }

  /** All files as a renderer makes them that starts from nothing. */
  rebuilt(): Record<string, string> {
    const disk = freshDisk();
    const renderer = this.newRenderer(disk);
    renderer.rebuild(this.state, this.index);
    return treeOf(disk);
  }

  read(place: string): string | null {
    const bytes = this.disk.read(`${ROOT}/${place}`);
    return bytes === null ? null : new TextDecoder().decode(bytes);
  }

  tree(): Record<string, string> {
    return treeOf(this.disk);
  }

  private newRenderer(disk = this.disk): Renderer {
    this.owners += 1;
    return new Renderer({ disk, hash, ids: new SimIds(this.owners) }, ROOT, this.sources);
  }

  private owners = 0;
  private readonly sources: Sources = {
    documentBytes: (key) => this.documentBytes(key),
    recordedBytes: (one) => this.blobs.get(one.sha256) ?? encoder.encode(`lost ${one.sha256}`),
    record: (seq) => this.records[seq - 1] ?? null,
  };

  private documentBytes(key: string): Uint8Array {
    const item = this.state.items.get(key);
    for (const change of this.records[(item?.seq ?? 0) - 1]?.c ?? []) {
      if (change.k !== 'admit@1' && change.k !== 'revise@1') continue;
      if (change.document.sha256 !== item?.digest) continue;
      return encoder.encode(change.document.text ?? '');
    }
    throw new Error(`no bytes of ${key}`);
  }
}

export function freshDisk(): SimDisk {
  const disk = new SimDisk();
  disk.plant(`${ROOT}/planted`, '');
  return disk;
}

/** Files by path, without what only the renderer itself uses. */
export function treeOf(disk: SimDisk): Record<string, string> {
  const files: Record<string, string> = {};
  for (const [path, text] of Object.entries(disk.dump(ROOT))) {
    if (text !== null && !path.includes('/.render/') && !path.endsWith('/planted'))
      files[path.slice(ROOT.length + 1)] = text;
  }
  return files;
}
