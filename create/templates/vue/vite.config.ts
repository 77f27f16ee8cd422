import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vite";

// Names that begin with "sentc-" are the SDK's elements, not components of Vue.
const isCustomElement = (tag: string): boolean => tag.startsWith("sentc-");

export default defineConfig({ plugins: [vue({ template: { compilerOptions: { isCustomElement } } })] });
