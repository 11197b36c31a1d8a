import type { ResolvedAsset } from '../runtime/plan/index.ts';
import type { Hash } from '../runtime/ports/index.ts';
import type { BoundNode } from './bindings.ts';
import { quote, type Report } from './diagnostics.ts';
import type { Files } from './support/files.ts';

/** The texts that the plan names, with their digests. */
export interface Prompts {
  readonly assets: readonly ResolvedAsset[];
  /** sha256 -> bytes. */
  readonly contents: ReadonlyMap<string, Uint8Array>;
}

interface TextRequest {
  readonly family: 'entrypoint' | 'skill';
  readonly path: string;
  readonly required: boolean;
  readonly stage: string;
}

/** Reads every prompt and skill of the nodes, each once. Only an attached skill may be absent. */
export function readPrompts(
  files: Files,
  hash: Hash,
  nodes: readonly BoundNode[],
  report: Report,
): Prompts {
  const assets = new Map<string, ResolvedAsset>();
  const contents = new Map<string, Uint8Array>();
  for (const request of nodes.flatMap(requestsOf)) {
    const { family, path } = request;
    const bytes = readPrompt(files, request, report);
    const sha256 = bytes === null ? null : hash.sha256(bytes);
    if (bytes !== null && sha256 !== null) contents.set(sha256, bytes);
    const logical_id = `${family}:${path}`;
    const asset = { asset_family: family, logical_id, compile_time_path: path };
    assets.set(logical_id, { ...asset, content_sha256: sha256 });
  }
  return { assets: [...assets.values()], contents };
}

function requestsOf({ node, binding }: BoundNode): TextRequest[] {
  const stage = node.node_id;
  const skill = (required: boolean) => (path: string) => {
    return { family: 'skill', path, required, stage } as const;
  };
  return [
    { family: 'entrypoint', path: binding.entrypoint_path, required: true, stage },
    ...binding.required_skill_paths.map(skill(true)),
    ...binding.attached_skill_additions.map(skill(false)),
  ];
}

function readPrompt(files: Files, request: TextRequest, report: Report): Uint8Array | null {
  const { family, path, required } = request;
  const place = { file: path, pointer: '' };
  const stage = `of the stage ${quote(request.stage)}`;
  const read = files.read(path);
  if (read.is === 'text' && (read.text.trim() !== '' || !required)) return read.bytes;
  if (read.is === 'bad') {
    const message = `The ${family} ${stage} cannot be read: ${read.why}.`;
    report.error(read.code, place, message, 'Put a regular UTF-8 text file in its place.');
  } else if (!required) {
    const message = `The attached skill ${stage} is not there.`;
    report.warning('skill_absent', place, message, 'Add the file, or remove the reference.');
  } else {
    const message = `The ${family} ${stage} is ${read.is === 'text' ? 'empty' : 'not there'}.`;
    const code = family === 'skill' ? 'skill_missing' : 'prompt_missing';
    report.error(code, place, message, 'Write the file, or name another one.');
  }
  return null;
}
