import DefaultTheme from "vitepress/theme";
import SizeChart from "./SizeChart.vue";
import "./style.css";

export default { extends: DefaultTheme, enhanceApp: ({ app }) => void app.component("SizeChart", SizeChart) };
