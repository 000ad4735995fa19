/** The default theme of VitePress, with the fonts of the reader's system: nothing to load. */
import theme from 'vitepress/theme-without-fonts';
import './style.css'; // after the theme's own, which it changes

export default theme;
