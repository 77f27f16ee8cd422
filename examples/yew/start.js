// A file, since the dev server's Content-Security-Policy allows no scripts within pages.
import init from "./app.js";

await init();
