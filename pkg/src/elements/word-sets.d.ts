// Made by the build (scripts/build-elements.mjs) from locales/*.ts: `sentc-words/base`, `sentc-words/account` and `sentc-words/group`.

declare module "sentc-words/*" {
  const set: {
    /** In English. */
    readonly en: object;
    /** In the other languages, each a file of its own. */
    readonly packs: Readonly<Record<string, () => Promise<{ default: object }>>>;
  };
  export default set;
}
