import { svg, html, type TemplateResult } from "lit-html";
import type { Grade, Profile } from "./types";

const box = (inner: TemplateResult, size = 20) => html`<svg class="icon" width=${size} height=${size} viewBox="0 0 24 24" fill="none"
  stroke="currentColor" stroke-width="1.9" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${inner}</svg>`;
export const icons = {
  shield: () => html`<svg class="icon" width="26" height="26" viewBox="0 0 24 24" aria-hidden="true"><path fill="currentColor"
    d="M12 2 20 4.6V11c0 5.2-3.3 9.1-8 11-4.700-1.900-8-5.800-8-11V4.600z"/><path class="shield-door" d="M9 17V8.200L15 6.500V17M12.900 12v.8"
    fill="none" stroke-width="1.600" stroke-linecap="round" stroke-linejoin="round"/></svg>`,
  search: () => box(svg`<circle cx="11" cy="11" r="7"/><path d="m20 20-3.800-3.800"/>`, 17),
  plus: () => box(svg`<path d="M12 5v14M5 12h14"/>`),
  minus: () => box(svg`<path d="M5 12h14"/>`),
  close: () => box(svg`<path d="M6 6l12 12M18 6 6 18"/>`, 18),
  locate: () => box(svg`<circle cx="12" cy="12" r="6.500"/><path d="M12 2.500v4M12 17.500v4M2.500 12h4M17.500 12h4"/>`),
  bell: () => box(svg`<path d="M6 16V11a6 6 0 0 1 12 0v5l1.500 2h-15zM10 20.500h4"/>`, 18),
  bellOff: () => box(svg`<path d="M6 16V11a6 6 0 0 1 9-5.200M18 11v5l1.500 2h-12M10 20.500h4M4 4l16 16"/>`, 18),
  print: () => box(svg`<path d="M7 8V3.500h10V8M7 17H4V9h16v8h-3M7 14h10v6.500H7z"/>`, 17),
  cross: () => box(svg`<path d="M9.500 4h5v5.500H20v5h-5.500V20h-5v-5.500H4v-5h5.500z"/>`, 17),
  backup: () => box(svg`<circle cx="8.500" cy="8" r="3.200"/><path d="M2.500 20c.3-4 2.600-6 6-6s5.700 2 6 6M18 7v6M15 10h6"/>`),
  map: () => box(svg`<path d="m9 4.500-6 2.300v13l6-2.300 6 2.300 6-2.300v-13L15 6.800zM9 4.500v13M15 6.800v13"/>`),
  list: () => box(svg`<path d="M4 6h16M4 12h16M4 18h10"/>`),
  clock: () => box(svg`<circle cx="12" cy="12" r="8.500"/><path d="M12 7v5.200l3.400 2"/>`, 16),
  warn: () => box(svg`<path d="M12 3.500 22 20H2zM12 10v4.500M12 17.200v.1"/>`, 18),
  check: () => box(svg`<path d="m4.500 12.500 5 5L19.500 7"/>`),
  send: () => box(svg`<path d="M4 12h14M12.500 5.500 19 12l-6.500 6.500"/>`, 18),
  help: () => box(svg`<circle cx="12" cy="12" r="9"/><path d="M9.300 9.300a2.800 2.800 0 1 1 3.900 2.600c-.8.400-1.200.9-1.200 1.900M12 17v.1"/>`, 18),
};
/** Hexagon, square, disc, ring: the grade is told by shape and number as well as by colour. */
export const gradeIcon = (grade: Grade, label: string) => html`<svg class="grade grade-${grade}" width="30" height="30" viewBox="0 0 30 30" role="img"
  aria-label=${label}>${grade === 1 ? svg`<path d="M8 2.500h14L29 15 22 27.500H8L1 15z"/>`
    : grade === 2 ? svg`<rect x="3" y="3" width="24" height="24" rx="4"/>`
    : svg`<circle cx="15" cy="15" r=${grade === 3 ? 13 : 12}/>`}<text x="15" y="20" text-anchor="middle">${grade}</text></svg>`;
export const profileIcon = (profile: Profile | string) => html`<svg class="profile" width="14" height="14" viewBox="-8 -8 16 16" aria-hidden="true">${
  profile === "car" ? svg`<path d="M0-7 5.500 6.500 0 3.500-5.500 6.500z"/>` : profile === "ebike" ? svg`<path d="M0-6.500 5.500 0 0 6.500-5.500 0z"/>`
    : svg`<circle r="5"/>`}</svg>`;
