import DefaultTheme from "vitepress/theme";
import RunBlock from "./RunBlock.vue";
import SizeChart from "./SizeChart.vue";
import "./style.css";

export default { extends: DefaultTheme, enhanceApp: ({ app }) => void app.component("SizeChart", SizeChart).component("RunBlock", RunBlock) };
