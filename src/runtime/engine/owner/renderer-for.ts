import { Renderer } from '../../render/index.ts';
import type { Layout } from '../../workspace/index.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import type { Follower } from '../workspace/follower.ts';

/** What renders the files of a workspace from the state that the follower holds. */
export function rendererFor(ports: EnginePorts, layout: Layout, follower: Follower): Renderer {
  return new Renderer(ports, layout.runtime, {
    documentBytes: (key) => encoder.encode(follower.document(key).text ?? ''),
    recordedBytes: (recorded) => encoder.encode(follower.text(recorded)),
    record: (seq) => follower.recordOrNull(seq),
  });
}

const encoder = new TextEncoder();
