declare module "*.ftl" { const text: string; export default text; }
/** Name of the map library's worker file beside the bundles; set by build.mjs. */
declare const MAP_WORKER: string;
