import type { Words } from "./elements.js";

declare const words: Words;
export default words;
