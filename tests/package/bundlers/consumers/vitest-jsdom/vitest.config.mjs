// A busy machine derives keys slowly: no limit here decides.
export default { test: { environment: "jsdom", include: ["*.check.js"], testTimeout: 120_000, hookTimeout: 120_000 } };
