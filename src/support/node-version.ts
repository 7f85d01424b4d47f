/** The oldest Node.js that this package runs on; the same as `engines` in package.json, which npm only warns of. */
const OLDEST = { major: 22, minor: 19 };

/** Throws where the package would fail later, with a message that says nothing of the cause. */
export function checkNodeVersion(version: string): void {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > OLDEST.major || (major === OLDEST.major && minor >= OLDEST.minor)) return;
  throw new Error(
    `kephale needs Node.js ${OLDEST.major}.${OLDEST.minor} or later, and this is ${version}. Install Node.js 24, for example.`,
  );
}

checkNodeVersion(process.versions.node);
