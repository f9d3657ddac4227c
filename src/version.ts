/** As in package.json, which a gate holds it against. */
export const VERSION = "0.1.0";
