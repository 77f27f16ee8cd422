/// <reference types="vite/client" />

interface ImportMetaEnv {
  readonly VITE_SENTC_URL: string;
  readonly VITE_SENTC_TOKEN: string;
}
