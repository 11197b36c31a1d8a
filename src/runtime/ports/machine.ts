export interface Space {
  readonly free_bytes: number;
  readonly total_bytes: number;
}

/** What can be asked about the machine besides its files. Both answers are as of now and bind nobody. */
export interface Machine {
  /** Room on the file system of the path for this user; null when it cannot be told. */
  space(path: string): Space | null;
  /** Whether the file is one that this user can start. Links are followed. */
  isProgram(path: string): boolean;
}

export interface Gzip {
  pack(bytes: Uint8Array): Uint8Array;
  /** null when it is no gzip data, or unpacks to more than `size_bytes_max`. */
  unpack(bytes: Uint8Array, size_bytes_max: number): Uint8Array | null;
}
