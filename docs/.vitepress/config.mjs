import { existsSync, readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitepress";

const there = (path) => existsSync(fileURLToPath(new URL(`../${path}`, import.meta.url)));
const here = (page) => there(`${page}.md`);
const items = (...pairs) => pairs.filter(([, page]) => here(page)).map(([text, page]) => ({ text, link: `/${page}` }));

/** Pages of the reference that stand before the sections. */
const FIRST = ["index/Sentc.md", "index/interfaces/SentcClient.md", "index/classes/User.md", "index/classes/Group.md", "index/classes/SentcError.md"];

/** The reference's pages: those of the package itself, then those of its subpaths. */
function reference() {
  const api = fileURLToPath(new URL("../api", import.meta.url));
  if (!existsSync(api)) return [];
  const pages = readdirSync(api, { recursive: true }).filter((name) => name.endsWith(".md") && name !== "index.md" && !FIRST.includes(name));
  const sections = new Map();
  for (const name of pages) sections.set(sectionOf(name), [...(sections.get(sectionOf(name)) ?? []), name]);
  return [...sections].sort(([a], [b]) => a.localeCompare(b)).map(([text, names]) => ({
    text,
    items: names.sort().map((name) => ({ text: titleOf(name), link: `/api/${name.replace(/\.md$/, "")}` })),
  }));
}

const titleOf = (name) => name.split("/").at(-1).replace(/\.md$/, "");

/** The package itself is called `index` by the tool. */
const sectionOf = (name) => name.replace(/^index\//, "").split("/").slice(0, -1).join(" ") || "overview";

/** The public repository, where it is known (scripts/repository.mjs). */
const { repository } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));

export default defineConfig({
  title: "sentc-light-wasm",
  description: "Zero-knowledge user management for web apps",
  lang: "en",
  cleanUrls: false,
  // The site may lie in any folder of any server.
  base: process.env.DOCS_BASE ?? "/",
  outDir: "../target/docs/site",
  cacheDir: process.env.DOCS_CACHE ?? "../target/docs/cache",
  srcExclude: ["node_modules/**"],
  // Pictures stay files: what the theme says of them goes by their names.
  vite: { build: { assetsInlineLimit: 0 } },
  markdown: {
    // The usual themes have colors below 4.5:1.
    theme: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" },
    // Files of the repository are not on the site.
    config: (md) => {
      md.core.ruler.push("repository-links", outOfSite);
      md.core.ruler.push("scrolled-by-keys", scrolledByKeys);
      if (there("public/play/run.mjs")) md.core.ruler.push("run-in-page", runInPage);
    },
  },
  // Rust's own pages are made by cargo doc, and put beside these.
  ignoreDeadLinks: [/^\/rust\//, /^https?:\/\/(127\.0\.0\.1|localhost)/],
  themeConfig: {
    search: {
      provider: "local",
      options: {
        // A question is answered by the guide; the reference is for those who know the name. (This function runs in the browser.)
        miniSearch: { searchOptions: { fuzzy: 0.2, prefix: true, boost: { title: 6, text: 1, titles: 3 }, boostDocument: (id) => (/\/api\//.test(id) ? 0.001 : 1) } },
      },
    },
    nav: [
      { text: "Guide", link: "/quick-start" },
      { text: "API", link: "/api/" },
      ...(there("public/play/demo/index.html") ? [{ text: "Demo", link: "/play/demo/index.html", target: "_self" }] : []),
    ],
    sidebar: {
      "/api/": [{ text: "API", items: [{ text: "Overview", link: "/api/" }, ...FIRST.map((name) => ({ text: titleOf(name), link: `/api/${name.replace(/\.md$/, "")}` }))] }, ...reference()],
      "/": [
        { text: "Begin", items: items(["Quick start", "quick-start"], ["Login and second factor", "login"], ["Devices", "devices"], ["Recovery kits", "recovery"], ["Groups", "groups"], ["React, Vue, Svelte, Next", "frameworks"], ["Passkeys", "passkeys"], ["Elements", "elements"], ["Elements: themes", "theming"]) },
        { text: "Go on", items: items(["Refresh strategies", "refresh"], ["Storage and tabs", "storage"], ["Your own back end", "own-back-end"], ["Forgotten password", "forgot-password"], ["Password policy", "password-policy"], ["Errors", "handling-errors"], ["Testing your app", "testing"], ["Going to production", "production"], ["The service", "self-hosting"], ["Coming from the JavaScript client", "migration"], ["Upgrading", "upgrading"]) },
        { text: "Understand", items: items(["Security model", "security-model"], ["Why it is built this way", "design"], ["Comparison", "comparison"], ["Glossary", "glossary"]) },
        { text: "Look up", items: [...items(["Troubleshooting", "troubleshooting"], ["Options", "options"], ["Table of errors", "errors"], ["Content-Security-Policy", "content-security-policy"], ["Where it runs", "environments"], ["Browsers", "browsers"], ["Size and speed", "performance"], ["From Rust", "rust"], ["Changelog", "changelog"]), { text: "API: TypeScript", link: "/api/" }, { text: "API: Rust", link: "/rust/sentc_light_wasm/index.html", target: "_self" }] },
      ],
    },
    ...(repository && { socialLinks: [{ icon: "github", link: repository }], editLink: { pattern: `${repository}/edit/main/docs/:path` } }),
    notFound: { title: "This page does not exist", quote: "It may have another name now: try the search.", linkText: "Home", linkLabel: "Home" },
    outline: [2, 3],
    footer: { message: "MIT or Apache-2.0. The demo with a back end is where <code>npm start</code> listens." },
  },
});

/** Tables and pictures that are wider than a phone can be scrolled, so the keyboard must reach them. */
function scrolledByKeys({ tokens }) {
  tokens.forEach((token, at) => {
    const isPicture = token.type === "paragraph_open" && tokens[at + 1].children?.some(({ type, attrs }) => type === "image" && /\.svg$/.test(attrs?.[0]?.[1] ?? ""));
    if (token.type === "table_open" || isPicture) token.attrSet("tabindex", "0");
  });
}

/** A link out of this folder is for readers of the repository: here its text is enough. */
function outOfSite({ tokens }) {
  for (const { children } of tokens) {
    let depth = 0;
    for (const token of children ?? []) {
      const href = token.type === "link_open" ? token.attrGet("href") : undefined;
      // The changelog lies one folder up.
      if (href?.startsWith("docs/")) token.attrSet("href", `./${href.slice("docs/".length)}`);
      if (href && /^(\.\.\/|[A-Z]+\.md)/.test(href)) depth = 1;
      if (depth && /^link_/.test(token.type)) {
        if (token.type === "link_close") depth = 0;
        Object.assign(token, { type: token.type === "link_open" ? "em_open" : "em_close", tag: "em", attrs: null });
      }
    }
  }
}

/** Blocks that the tests run in a page (tests/docs/blocks.mjs) get buttons to run and edit them (theme/RunBlock.vue). */
function runInPage(state) {
  state.tokens = state.tokens.flatMap((token, at, all) => {
    const before = all[at - 1];
    const marked = token.type === "fence" && before?.type === "html_block" && /^<!-- run: page(?:, with (\w+))? -->\s*$/.exec(before.content);
    if (!marked) return [token];
    const [, setUp] = marked;
    const html = (content) => Object.assign(new state.Token("html_block", "", 0), { content });
    const attributes = `code="${encodeURIComponent(token.content)}"${setUp ? ` set-up="${setUp}"` : ""}`;
    return [html(`<RunBlock ${attributes}>\n`), token, html("</RunBlock>\n")];
  });
}
