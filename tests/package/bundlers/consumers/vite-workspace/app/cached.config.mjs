// Dependencies are kept in a folder of another name, and the app has a base.
export default { base: "/under/", cacheDir: "../.cache/vite-of-app" };
