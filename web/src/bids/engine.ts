/** The door of the bidder's engine: `engine.…` and its types. What each member does, promises and throws: types.ts. */
export * from "./types.ts";
export { engine } from "./engine-here.ts";
