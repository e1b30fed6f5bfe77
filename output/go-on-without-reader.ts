/** Whoever reads behind a pipe may stop early, as `head` does: that is no fault, and work that was begun is ended. Throws any other error. */
export function goOnWithoutReader(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') {
    throw error;
  }
}
