// `import "sentc-light-wasm/elements"` in Node: on a server it does nothing; where a test has a DOM, the client is the one that Node
// gets of the package.

import "./node-client.js";

export * from "./all.js";
