/** The line that shows the objects as they change, to be pasted into a shell. */
export function kubectlLine(kubeConfigFile: string, kinds: string): string {
  return `kubectl --kubeconfig ${quoted(kubeConfigFile)} get ${kinds} --all-namespaces --watch`;
}

function quoted(text: string): string {
  return /^[\w./:@%+=-]+$/u.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
