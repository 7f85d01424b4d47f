/**
 * Loaded into the launcher's children before their program. When the launcher is gone without a word (killed, say), the
 * child gets the SIGTERM that the launcher could not send, so that nothing is left behind.
 */
process.once("disconnect", () => process.kill(process.pid, "SIGTERM"));
// The program decides when it ends: the watch alone must not keep it alive.
process.channel?.unref();
