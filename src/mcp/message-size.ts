/** One message of a client. Documents are far smaller. */
export const MESSAGE_SIZE_BYTES_MAX = 10 * 1024 * 1024;
