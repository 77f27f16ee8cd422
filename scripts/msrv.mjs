// No dependency needs a newer Rust than Cargo.toml promises (rust-version). What the code itself uses of std is checked by
// clippy (incompatible_msrv).

import { execFileSync } from "node:child_process";

const metadata = execFileSync("cargo", ["metadata", "--format-version", "1", "--locked"], { encoding: "utf8", maxBuffer: 1 << 26 });
const { packages } = JSON.parse(metadata);
const promised = packages.find(({ name }) => name === "sentc-light-wasm").rust_version;
const numbers = (version) => version.split(".").map(Number);

function isNewer(version) {
  const [[major, minor], [ourMajor, ourMinor]] = [numbers(version), numbers(promised)];
  return major > ourMajor || (major === ourMajor && minor > ourMinor);
}

const newer = packages.filter(({ rust_version }) => rust_version && isNewer(rust_version));
for (const { name, version, rust_version } of newer) console.error(`${name} ${version} needs Rust ${rust_version}, and ${promised} is promised`);
process.exitCode = newer.length > 0 ? 1 : 0;
